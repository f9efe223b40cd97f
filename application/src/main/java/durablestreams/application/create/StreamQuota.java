package durablestreams.application.create;

import durablestreams.application.port.StreamDirectory;
import durablestreams.application.sequencer.Batch;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Quota of streams per tenant. Only the lane uses it.
 *
 * <p>The cached count of a tenant is never too low while this server decides: creations are
 * counted, deletions are not, and the directory is queried again when the count reaches the limit.
 * A tenant within its limit costs nothing, and one at its limit a query that is bounded by the
 * limit.
 */
public final class StreamQuota {

  private static final int MAX_TENANTS = 10_000;

  private final StreamDirectory directory;
  private final int limit;
  private final Map<String, Integer> atMost = new HashMap<>();

  /** Creations of one batch, which the directory does not know yet. */
  private final Map<String, Integer> uncommitted = new HashMap<>();

  private @Nullable Batch current;

  /** Whether another server has decided since the counts were taken. */
  private volatile boolean stale;

  /**
   * @param limit streams of one tenant; 0 for no limit
   */
  public StreamQuota(StreamDirectory directory, int limit) {
    this.directory = directory;
    this.limit = limit;
  }

  /** Forgets the counts, because another server has decided meanwhile. Called by any thread. */
  public void measureAnew() {
    stale = true;
  }

  int limit() {
    return limit;
  }

  /** Whether the tenant is below its limit. */
  boolean hasRoom(Batch batch, String tenant) {
    if (limit == 0 || tenant.isEmpty()) {
      return true;
    }
    turnTo(batch);
    if (stale) {
      stale = false;
      atMost.clear();
    }
    Integer known = atMost.get(tenant);
    if (known == null || known >= limit) {
      known = directory.streamsOf(tenant, limit) + uncommitted.getOrDefault(tenant, 0);
      remember(tenant, known);
    }
    return known < limit;
  }

  /** Counts a stream that {@code batch} creates. */
  void created(Batch batch, String tenant) {
    if (limit == 0 || tenant.isEmpty()) {
      return;
    }
    turnTo(batch);
    uncommitted.merge(tenant, 1, Integer::sum);
    atMost.computeIfPresent(tenant, (name, count) -> count + 1);
  }

  private void turnTo(Batch batch) {
    if (current != batch) {
      current = batch;
      uncommitted.clear();
    }
  }

  private void remember(String tenant, int count) {
    if (atMost.size() >= MAX_TENANTS) {
      atMost.clear();
    }
    atMost.put(tenant, count);
  }
}
