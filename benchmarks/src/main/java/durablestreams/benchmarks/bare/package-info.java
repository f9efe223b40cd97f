/** The ceiling: a Helidon server that does nothing but read and answer. */
@NullMarked
package durablestreams.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
