/** Metrics in the text formats of Prometheus, on Micrometer, which adds those of the JVM. */
@NullMarked
package durablestreams.adapters.metrics;

import org.jspecify.annotations.NullMarked;
