package durablestreams.application.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Budget of bytes in memory for all data whose size clients choose, divided into {@link Share}s.
 *
 * <p>A lease is taken before the bytes exist, and closed once they are unreachable. When a share is
 * used up, the caller does something smaller: waits, evicts, reads from storage, or refuses the
 * request. The figures are an account, not a measurement: they count what the largest objects
 * weigh, and the part of the heap outside the budget covers the rest.
 *
 * <p>Safe for use by any number of threads.
 */
public final class MemoryBudget {

  /** The part of the heap that the budget covers unless set otherwise, in per cent. */
  public static final int HEAP_PERCENT = 60;

  private final long total;
  private final Map<Share, ShareAccount> accounts = new EnumMap<>(Share.class);

  public MemoryBudget(long total) {
    if (total < 1) {
      throw new IllegalArgumentException("a memory budget is at least 1 byte, not " + total);
    }
    this.total = total;
    for (Share share : Share.values()) {
      accounts.put(share, new ShareAccount(share.of(total)));
    }
  }

  /** The default budget of a heap of that size. */
  public static MemoryBudget ofHeap(long maxHeapBytes) {
    return new MemoryBudget(maxHeapBytes / 100 * HEAP_PERCENT);
  }

  public long total() {
    return total;
  }

  /** The most bytes that a share leases at a time. */
  public long limit(Share share) {
    return account(share).limit();
  }

  /** The bytes of a share that are leased now. */
  public long used(Share share) {
    return account(share).used();
  }

  /** A lease, or {@code null} if there is no room now or other threads wait for room. */
  public @Nullable Lease tryTake(Share share, long bytes) {
    ShareAccount account = account(share);
    return account.tryTake(check(bytes)) ? new Lease(this, account, bytes) : null;
  }

  /**
   * A lease, once there is room. Waiting threads are served in order.
   *
   * @return {@code null} if there was no room within {@code limit}, or can never be
   */
  public @Nullable Lease take(Share share, long bytes, Duration limit) throws InterruptedException {
    ShareAccount account = account(share);
    return account.take(check(bytes), limit.toNanos()) ? new Lease(this, account, bytes) : null;
  }

  /** The figures of every share. */
  public List<ShareUse> use() {
    return Arrays.stream(Share.values()).map(share -> account(share).use(share)).toList();
  }

  @SuppressWarnings("NullAway") // every share has an account
  private ShareAccount account(Share share) {
    return accounts.get(share);
  }

  private static long check(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a lease has at least 0 bytes, not " + bytes);
    }
    return bytes;
  }
}
