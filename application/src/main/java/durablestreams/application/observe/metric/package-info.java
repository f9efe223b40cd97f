/**
 * The port of metrics: what a metric is, the counters and histograms that are recorded, and how
 * they are read when they are asked for. Holds nothing of what is measured, and no library.
 */
@NullMarked
package durablestreams.application.observe.metric;

import org.jspecify.annotations.NullMarked;
