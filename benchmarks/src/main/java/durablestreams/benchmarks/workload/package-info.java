/** The workloads, one class per kind, and the catalogue that names them all. */
@NullMarked
package durablestreams.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
