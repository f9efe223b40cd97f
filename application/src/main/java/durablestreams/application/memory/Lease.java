package durablestreams.application.memory;

/**
 * Lease of bytes from one share of the {@link MemoryBudget}; closing returns them, idempotently.
 * Used by one thread at a time.
 */
public final class Lease implements Hold {

  private final ShareAccount account;
  private long bytes;

  Lease(ShareAccount account, long bytes) {
    this.account = account;
    this.bytes = bytes;
  }

  /** A lease of no bytes; it cannot grow. */
  public static Lease none() {
    return new Lease(ShareAccount.empty(), 0);
  }

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
  }
}
