/** What comes out: tables, chart, JSON, and the comparison with what must hold. */
@NullMarked
package durablestreams.benchmarks.report;

import org.jspecify.annotations.NullMarked;
