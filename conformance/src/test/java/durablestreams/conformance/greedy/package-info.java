/**
 * Greedy clients against the packaged server with a heap of 128 MiB, while a well-behaved client
 * appends. {@code GreedyClientsTest} runs every scenario for some seconds; {@code
 * conformance/greedy/run} runs them for minutes.
 */
@NullMarked
package durablestreams.conformance.greedy;

import org.jspecify.annotations.NullMarked;
