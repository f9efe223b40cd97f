/** The smoke check of latency: one client, a few requests after each other, a budget. */
@NullMarked
package durablestreams.benchmarks.smoke;

import org.jspecify.annotations.NullMarked;
