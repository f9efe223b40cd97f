package durablestreams.application.quota;

import durablestreams.application.port.StreamDirectory;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Quota of payload bytes, hot or archived, per tenant and for the whole server.
 *
 * <p>An account is the last measurement of the directory plus the bytes admitted since. It is
 * measured again after a minute, or after a few seconds at the limit; deletes take effect then. An
 * append within the limit costs one addition. The limit can be exceeded by the bytes that are being
 * committed during a measurement. Bytes count for the caller's tenant when admitted, and for the
 * stream's tenant when measured. Used by caller threads, never by the lane.
 */
public final class StorageQuota {

  private static final int MAX_TENANTS = 10_000;
  private static final long FRESH_NANOS = 60_000_000_000L;
  private static final long FRESH_AT_LIMIT_NANOS = 2_000_000_000L;

  private final ToLongFunction<String> bytesOf;
  private final long perTenant;
  private final long all;
  private final LongSupplier nanoTime;
  private final Account total;
  private final ConcurrentHashMap<String, Account> tenants = new ConcurrentHashMap<>();

  /**
   * @param perTenant bytes of one tenant; 0 for no limit
   * @param all bytes of all streams together; 0 for no limit
   */
  public StorageQuota(StreamDirectory directory, long perTenant, long all) {
    this(directory::bytesOf, directory::bytesOfAll, perTenant, all, System::nanoTime);
  }

  StorageQuota(
      ToLongFunction<String> bytesOf,
      LongSupplier bytesOfAll,
      long perTenant,
      long all,
      LongSupplier nanoTime) {
    this.bytesOf = bytesOf;
    this.perTenant = perTenant;
    this.all = all;
    this.nanoTime = nanoTime;
    this.total = new Account(bytesOfAll);
  }

  /** The limit that was exceeded. */
  public record Exceeded(boolean ofTenant, long limit) {}

  /**
   * Admits bytes that are about to be appended, unless they exceed a limit.
   *
   * @param tenant tenant that they count for; empty for none
   */
  public @Nullable Exceeded admit(String tenant, long bytes) {
    if (bytes == 0) {
      return null;
    }
    Account ofTenant = perTenant == 0 || tenant.isEmpty() ? null : account(tenant);
    if (ofTenant != null && !ofTenant.hasRoom(bytes, perTenant)) {
      return new Exceeded(true, perTenant);
    }
    if (all != 0 && !total.hasRoom(bytes, all)) {
      return new Exceeded(false, all);
    }
    if (ofTenant != null) {
      ofTenant.bytes.addAndGet(bytes);
    }
    if (all != 0) {
      total.bytes.addAndGet(bytes);
    }
    return null;
  }

  /**
   * Measures everything again before the next bytes are admitted: another server has admitted some
   * meanwhile.
   */
  public void measureAnew() {
    tenants.clear();
    total.measured = false;
  }

  private Account account(String tenant) {
    Account known = tenants.get(tenant);
    if (known != null) {
      return known;
    }
    if (tenants.size() >= MAX_TENANTS) {
      tenants.clear(); // they are measured again when they append
    }
    return tenants.computeIfAbsent(tenant, name -> new Account(() -> bytesOf.applyAsLong(name)));
  }

  /** Known stored bytes of one tenant or of all. */
  private final class Account {
    private final LongSupplier measure;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean measuring = new AtomicBoolean();
    private volatile boolean measured;
    private volatile long measuredAt;

    Account(LongSupplier measure) {
      this.measure = measure;
    }

    boolean hasRoom(long more, long limit) {
      if (!measured) {
        measureFirst();
      } else if (age() > FRESH_NANOS) {
        measureAgain();
      }
      if (bytes.get() > limit - more && age() > FRESH_AT_LIMIT_NANOS) {
        measureAgain();
      }
      return bytes.get() <= limit - more;
    }

    private long age() {
      return nanoTime.getAsLong() - measuredAt;
    }

    private synchronized void measureFirst() {
      if (!measured) {
        measureNow();
      }
    }

    /** Measures on this thread, unless another one does. */
    private void measureAgain() {
      if (measuring.compareAndSet(false, true)) {
        try {
          measureNow();
        } finally {
          measuring.set(false);
        }
      }
    }

    private void measureNow() {
      long before = bytes.get();
      bytes.addAndGet(measure.getAsLong() - before);
      measuredAt = nanoTime.getAsLong();
      measured = true;
    }
  }
}
