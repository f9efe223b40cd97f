/** Instruments: latencies, process meter, fsync probe, garbage collection log, machine facts. */
@NullMarked
package durablestreams.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
