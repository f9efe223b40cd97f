package durablestreams.application.read;

import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.FrameIndex.Block;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.StoredObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Cache of decoded blocks of objects.
 *
 * <p>Every block is checked against its CRC32C before it is decoded. However many readers there
 * are, only {@value #AT_A_TIME} blocks are fetched at a time, and the memory of each is leased
 * before the fetch: from the share of this cache, or, for a block that holds a message too large
 * for it, from the share that the message came in through.
 */
public final class ColdBlocks {

  static final int AT_A_TIME = 64;

  /** Bytes of a block up to which its message index may be as large as its messages. */
  private static final int COMMON_BYTES = 2 * FrameIndex.BLOCK_BYTES;

  /** How long a fetch waits for room before it evicts again. */
  private static final Duration RETRY = Duration.ofMillis(50);

  private record BlockId(String object, int block) {}

  private final SegmentArchive archive;
  private final MemoryBudget memory;
  private final Executor readAhead;
  private final CacheMetrics metrics = new CacheMetrics("block");
  private final SingleFlightCache<BlockId, Optional<MessageBatch>> blocks;
  private final Semaphore fetching = new Semaphore(AT_A_TIME);

  /**
   * @param readAhead runs fetches of blocks that no reader asked for yet
   */
  public ColdBlocks(SegmentArchive archive, MemoryBudget memory, Executor readAhead) {
    this.archive = archive;
    this.memory = memory;
    this.readAhead = readAhead;
    this.blocks = new SingleFlightCache<>(memory, Share.BLOCK_CACHE, (id, found) -> {}, metrics);
  }

  /** Hits and misses. */
  public MetricSource metrics() {
    return metrics;
  }

  /**
   * The messages of a block, which the caller closes; empty when the object is not there any more.
   *
   * @throws ArchiveUnavailableException when it cannot be had now
   */
  SingleFlightCache.Pinned<Optional<MessageBatch>> get(
      StoredObject object, Block block, PositionUnit unit, RequestTimings timings) {
    BlockId id = new BlockId(object.name(), block.number());
    while (true) {
      SingleFlightCache.Pinned<Optional<MessageBatch>> found =
          blocks.get(id, () -> fetch(object, block, unit, room(block), timings));
      if (found != null) {
        return found;
      }
      // A read-ahead of this block had no memory.
    }
  }

  /** Begins to fetch a block that will be asked for soon, if there is memory for it. */
  void prefetch(StoredObject object, int number, PositionUnit unit) {
    if (number >= object.index().blocks() || isLarge(object.index().block(number))) {
      return;
    }
    Block block = object.index().block(number);
    blocks.begin(
        new BlockId(object.name(), number),
        readAhead,
        () -> {
          Lease lease = blocks.makeRoom(need(block));
          return lease == null ? null : fetch(object, block, unit, lease, RequestTimings.OFF);
        },
        found -> {});
  }

  /** Whether a block is too large for the cache; it then belongs to the reader that fetched it. */
  boolean isLarge(Block block) {
    return need(block) > memory.limit(Share.BLOCK_CACHE) / 2;
  }

  private static long need(Block block) {
    return block.length() + Math.min(block.length(), COMMON_BYTES);
  }

  /** A lease for a block; evicts unused blocks while it waits for room. */
  private Lease room(Block block) {
    if (isLarge(block)) {
      long most = memory.limit(Share.LARGE_BODIES);
      return ResponseMemory.await(memory, Share.LARGE_BODIES, Math.min(need(block), most));
    }
    long deadline = System.nanoTime() + ResponseMemory.WAIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Lease lease = blocks.makeRoom(need(block));
      if (lease == null) {
        lease = ResponseMemory.take(memory, Share.BLOCK_CACHE, need(block), RETRY);
      }
      if (lease != null) {
        return lease;
      }
    }
    throw ResponseMemory.exhausted();
  }

  private SingleFlightCache.@Nullable Found<Optional<MessageBatch>> fetch(
      StoredObject object, Block block, PositionUnit unit, Lease lease, RequestTimings timings) {
    long start = timings.start();
    fetching.acquireUninterruptibly();
    boolean found = false;
    try {
      Optional<MessageBatch> messages = read(object, block, unit, timings, start);
      found = messages.isPresent();
      if (found) {
        lease.shrinkTo(Math.min(lease.bytes(), Retained.bytes(messages.get())));
      }
      return new SingleFlightCache.Found<>(messages, found && !isLarge(block), lease);
    } finally {
      fetching.release();
      if (!found) {
        lease.close();
      }
    }
  }

  private Optional<MessageBatch> read(
      StoredObject object, Block block, PositionUnit unit, RequestTimings timings, long start) {
    Optional<byte[]> frames = archive.read(object.name(), block.from(), block.length());
    timings.end(Phase.ARCHIVE_GET, start);
    if (frames.isEmpty()) {
      return Optional.empty();
    }
    start = timings.start();
    CRC32C checksum = new CRC32C();
    checksum.update(frames.get(), 0, frames.get().length);
    if (frames.get().length != block.length() || (int) checksum.getValue() != block.crc32c()) {
      throw new ArchiveUnavailableException(
          "block "
              + block.number()
              + " of "
              + object.name()
              + " is damaged: its checksum is wrong");
    }
    MessageBatch batch = SegmentFrames.decodeInPlace(unit, frames.get());
    timings.end(Phase.DECODE, start);
    return Optional.of(batch);
  }
}
