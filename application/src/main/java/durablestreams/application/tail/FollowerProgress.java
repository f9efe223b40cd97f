package durablestreams.application.tail;

import durablestreams.application.live.LiveClient;
import durablestreams.domain.offset.Offset;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Progress of a follower, for operators. One thread at a time writes it; others read it without a
 * lock, and may see the offset and the bytes of different deliveries.
 */
public final class FollowerProgress {

  private static final VarHandle AT;
  private static final VarHandle BYTES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      AT = lookup.findVarHandle(FollowerProgress.class, "at", Offset.class);
      BYTES = lookup.findVarHandle(FollowerProgress.class, "bytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final LiveClient client;
  private final long startNanos = System.nanoTime();
  private Offset at;
  private long bytes;

  FollowerProgress(long id, LiveClient client, Offset start) {
    this.id = id;
    this.client = client;
    this.at = start;
  }

  /** Records a delivery that ends at an offset. */
  void delivered(Offset next, long more) {
    AT.setOpaque(this, next);
    BYTES.setOpaque(this, bytes + more);
  }

  /** Number of the follower, unique in this process. */
  public long id() {
    return id;
  }

  public LiveClient client() {
    return client;
  }

  /** Nanoseconds since it began to follow. */
  public long ageNanos() {
    return System.nanoTime() - startNanos;
  }

  /** The offset after what was delivered. */
  public Offset at() {
    return (Offset) AT.getOpaque(this);
  }

  /** Bytes of the messages that were delivered. */
  public long bytes() {
    return (long) BYTES.getOpaque(this);
  }
}
