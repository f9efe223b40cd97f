package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.forwarded.ForwardedTrust;
import durablestreams.adapters.http.observe.RequestMetrics;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.util.function.BooleanSupplier;

/**
 * Response headers and limits that all exchanges of a server share.
 *
 * @param date the date of what is answered now
 * @param forwarded which fields of which proxies count
 * @param maxBodyBytes the largest request body
 * @param memory leases what request bodies and answers need
 * @param metrics counts what was refused
 * @param stopping whether the server is about to stop, so that connections end with their answer
 */
public record ResponseDefaults(
    CorsFields cors,
    HttpDate date,
    boolean debugTiming,
    ForwardedTrust forwarded,
    int maxBodyBytes,
    MemoryBudget memory,
    RequestMetrics metrics,
    BooleanSupplier stopping) {

  /** A body that grows is in memory twice for a moment. */
  public static int largestBody(int maxBodyBytes, MemoryBudget memory) {
    return (int) Math.min(maxBodyBytes, memory.limit(Share.LARGE_BODIES) / 2);
  }
}
