package durablestreams.application.tail;

import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Windows of recent batches of all followed streams, leased together from {@link
 * Share#TAIL_WINDOWS}.
 *
 * <p>A window is bounded by itself, and so is the sum: when the share is used up, the batches that
 * were appended longest ago are evicted first, whatever stream they belong to. Readers find evicted
 * batches in storage.
 *
 * <p>Adding, evicting and removing cost the same however many streams are followed: each window is
 * a linked list, and all batches form another one in the order of their commits.
 */
final class TailWindows {

  private static final int WINDOW_BATCHES = 64;
  private static final long WINDOW_BYTES = 1L << 20;

  /** Maximum fraction of the share that one batch can take, as a divisor. */
  private static final int LARGEST_FRACTION = 4;

  private final Lease lease;
  private final long limit;
  private @Nullable TailBatch oldest;
  private @Nullable TailBatch newest;

  /** Bytes of the messages that readers are sending. */
  private final AtomicLong heldBytes = new AtomicLong();

  TailWindows(MemoryBudget memory) {
    Lease empty = memory.tryTake(Share.TAIL_WINDOWS, 0);
    this.lease = empty == null ? Lease.none() : empty;
    this.limit = memory.limit(Share.TAIL_WINDOWS);
  }

  /**
   * Adds a batch to the window of its stream. One that is too large, or for which there is no room,
   * leaves the window empty: then it is read from storage.
   */
  synchronized void add(TailBatch batch) {
    TailChannel channel = batch.channel();
    if (channel.isRetired()) {
      return;
    }
    while (channel.oldest() != null
        && (channel.batches() >= WINDOW_BATCHES
            || channel.bytes() + batch.weight() > WINDOW_BYTES)) {
      evict(channel.oldest());
    }
    if (!lease(batch.weight(), null)) {
      clear(channel);
      return;
    }
    append(batch);
    channel.append(batch);
  }

  /** Leases the bytes of the encoding that the readers of a batch share, if there is room. */
  synchronized boolean admitEncoding(TailBatch batch, long bytes) {
    if (batch.isEvicted() || batch.isEncoded() || !lease(bytes, batch)) {
      return false;
    }
    batch.channel().grow(bytes);
    return batch.encoded(bytes);
  }

  /**
   * Leases bytes, and evicts the oldest batches for that.
   *
   * @param spared a batch that is not evicted, and none that is newer
   */
  private boolean lease(long bytes, @Nullable TailBatch spared) {
    if (bytes > limit / LARGEST_FRACTION) {
      return false;
    }
    while (lease.bytes() > limit - bytes && oldest != null && oldest != spared) {
      evict(oldest);
    }
    return lease.bytes() <= limit - bytes && lease.grow(bytes);
  }

  /** Empties the window of a stream that has no followers any more, for good. */
  synchronized void retire(TailChannel channel) {
    channel.retire();
    clear(channel);
  }

  private void clear(TailChannel channel) {
    for (TailBatch batch = channel.oldest(); batch != null; batch = channel.oldest()) {
      evict(batch);
    }
  }

  /** Evicts a batch, which is the oldest of its stream. */
  private void evict(TailBatch batch) {
    batch.channel().dropOldest();
    unlink(batch);
    if (batch.markEvicted()) {
      giveBack(batch);
    }
  }

  /** Counts message bytes that readers began or ended to hold. */
  void held(long bytes) {
    heldBytes.addAndGet(bytes);
  }

  /** The last reader of an evicted batch has released it. */
  synchronized void releasedLast(TailBatch batch) {
    giveBack(batch);
  }

  private void giveBack(TailBatch batch) {
    lease.shrinkTo(lease.bytes() - batch.weight());
  }

  /**
   * Whether a reader may hold batches while it sends them. Once readers hold half of the share,
   * further ones read from storage, so that windows remain for the others.
   */
  boolean mayHold() {
    return heldBytes.get() <= limit / 2;
  }

  private void append(TailBatch batch) {
    TailBatch last = newest;
    batch.older(last);
    if (last == null) {
      oldest = batch;
    } else {
      last.newer(batch);
    }
    newest = batch;
  }

  private void unlink(TailBatch batch) {
    TailBatch before = batch.older();
    TailBatch after = batch.newer();
    if (before == null) {
      oldest = after;
    } else {
      before.newer(after);
    }
    if (after == null) {
      newest = before;
    } else {
      after.older(before);
    }
    batch.older(null);
    batch.newer(null);
  }
}
