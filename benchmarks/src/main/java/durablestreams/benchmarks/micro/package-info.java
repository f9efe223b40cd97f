/**
 * Micro-benchmarks of the pieces that run once or more for every request. They are for comparing
 * two versions of a piece, and say nothing about a server.
 */
@NullMarked
package durablestreams.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
