/** The load generator and the micro-benchmarks. Nothing of the product depends on this package. */
@NullMarked
package durablestreams.benchmarks;

import org.jspecify.annotations.NullMarked;
