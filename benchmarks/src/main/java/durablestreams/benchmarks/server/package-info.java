/** The servers under test and how each is started, found ready, and stopped. */
@NullMarked
package durablestreams.benchmarks.server;

import org.jspecify.annotations.NullMarked;
