package durablestreams.application.tail;

import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.SharedEncoding;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Appends of one commit to one stream, as an element of the {@link TailWindows}.
 *
 * <p>Reference-counted: a slow reader holds the batch while it sends it. Its bytes are returned to
 * the budget once it is evicted and the last reader has released it.
 */
public final class TailBatch implements LongPredicate {

  /** Approximate heap bytes of the objects around the messages. */
  private static final int OVERHEAD_BYTES = 256;

  /** Set in {@code holds} once the batch is in no window any more. */
  private static final int EVICTED = 1 << 31;

  private static final VarHandle HOLDS;

  static {
    try {
      HOLDS = MethodHandles.lookup().findVarHandle(TailBatch.class, "holds", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final TailWindows windows;
  private final TailChannel channel;
  private final long from;
  private final long to;
  private final LiveBatch batch;
  private final long messageBytes;

  @SuppressWarnings("unused") // through HOLDS
  private volatile int holds;

  /** The batch before this one in the window; cut off by eviction. */
  private volatile @Nullable TailBatch previous;

  // guarded by the windows
  private @Nullable TailBatch next;
  private @Nullable TailBatch older;
  private @Nullable TailBatch newer;
  private long weight;
  private boolean encoded;

  TailBatch(
      TailWindows windows,
      TailChannel channel,
      long from,
      long to,
      List<MessageBatch> messages,
      Offset next) {
    this.windows = windows;
    this.channel = channel;
    this.from = from;
    this.to = to;
    this.batch = new LiveBatch(messages, next, new SharedEncoding(this));
    long bytes = OVERHEAD_BYTES;
    for (MessageBatch one : messages) {
      bytes += one.retainedBytes();
    }
    this.messageBytes = bytes;
    this.weight = bytes;
  }

  /** The position of its first unit. */
  public long from() {
    return from;
  }

  /** The position after its last unit. */
  public long to() {
    return to;
  }

  public LiveBatch batch() {
    return batch;
  }

  /** Admits an encoding of that many bytes, if they can be leased. */
  @Override
  public boolean test(long bytes) {
    return windows.admitEncoding(this, bytes);
  }

  /** Keeps the bytes of the batch leased; false if it is evicted. */
  boolean hold() {
    int now = (int) HOLDS.getVolatile(this);
    while (now >= 0) {
      if (HOLDS.compareAndSet(this, now, now + 1)) {
        if (now == 0) {
          windows.held(messageBytes);
        }
        return true;
      }
      now = (int) HOLDS.getVolatile(this);
    }
    return false;
  }

  /** Ends a {@link #hold}. */
  void release() {
    int before = (int) HOLDS.getAndAdd(this, -1);
    if ((before & ~EVICTED) == 1) {
      windows.held(-messageBytes);
    }
    if (before == EVICTED + 1) {
      windows.releasedLast(this);
    }
  }

  /** Marks the batch as evicted; returns whether no reader holds it. */
  boolean markEvicted() {
    return (int) HOLDS.getAndBitwiseOr(this, EVICTED) == 0;
  }

  boolean isEvicted() {
    return (int) HOLDS.getVolatile(this) < 0;
  }

  TailChannel channel() {
    return channel;
  }

  @Nullable TailBatch previous() {
    return previous;
  }

  void previous(@Nullable TailBatch batchBefore) {
    previous = batchBefore;
  }

  @Nullable TailBatch next() {
    return next;
  }

  void next(@Nullable TailBatch batchAfter) {
    next = batchAfter;
  }

  @Nullable TailBatch older() {
    return older;
  }

  void older(@Nullable TailBatch neighbour) {
    older = neighbour;
  }

  @Nullable TailBatch newer() {
    return newer;
  }

  void newer(@Nullable TailBatch neighbour) {
    newer = neighbour;
  }

  long weight() {
    return weight;
  }

  /** Adds the weight of the shared encoding; false when there is one already. */
  boolean encoded(long bytes) {
    if (encoded) {
      return false;
    }
    encoded = true;
    weight += bytes;
    return true;
  }

  boolean isEncoded() {
    return encoded;
  }
}
