/**
 * A small non-blocking HTTP/1.1 client made for load: parser, connections, event loops. It knows
 * bytes and headers, not workloads.
 */
@NullMarked
package durablestreams.benchmarks.http;

import org.jspecify.annotations.NullMarked;
