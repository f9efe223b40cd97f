package durablestreams.application.memory;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lease of bytes from one share of the {@link MemoryBudget}; closing returns them, idempotently.
 * Used by one thread at a time.
 */
public final class Lease implements Hold {

  private final @Nullable MemoryBudget budget;
  private final ShareAccount account;
  private long bytes;

  /** Bytes of another share, which end with this lease. */
  private @Nullable Lease extension;

  Lease(@Nullable MemoryBudget budget, ShareAccount account, long bytes) {
    this.budget = budget;
    this.account = account;
    this.bytes = bytes;
  }

  /** A lease of no bytes; it cannot grow. */
  public static Lease none() {
    return new Lease(null, ShareAccount.empty(), 0);
  }

  /** The bytes of its own share. */
  public long bytes() {
    return bytes;
  }

  /** Leases {@code more} bytes in addition, if there is room now. */
  public boolean grow(long more) {
    if (!account.tryTake(more)) {
      return false;
    }
    bytes += more;
    return true;
  }

  /**
   * Leases bytes of another share, which end with this lease, in place of those of an earlier call.
   * Requests are served in order, and each takes all it needs at once: so none waits for another
   * that waits for it, and one that fits alone gets its turn.
   *
   * @throws InsufficientMemoryException when there was no room within {@code limit}
   * @throws ExceedsMemoryException when there can never be
   */
  public void extend(Share share, long more, Duration limit) {
    if (extension != null) {
      extension.close();
      extension = null;
    }
    if (budget == null) {
      throw new InsufficientMemoryException();
    }
    if (more > budget.limit(share)) {
      throw new ExceedsMemoryException(more, budget.limit(share));
    }
    try {
      extension = budget.take(share, more, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InsufficientMemoryException();
    }
    if (extension == null) {
      throw new InsufficientMemoryException();
    }
  }

  /** Returns all but {@code left} bytes to the budget. */
  public void shrinkTo(long left) {
    if (left < 0 || left > bytes) {
      throw new IllegalArgumentException("a lease of " + bytes + " bytes cannot shrink to " + left);
    }
    account.give(bytes - left);
    bytes = left;
  }

  @Override
  public void close() {
    shrinkTo(0);
    if (extension != null) {
      extension.close();
    }
  }
}
