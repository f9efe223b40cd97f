package durablestreams.application.read;

import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.FrameIndex.Block;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.StoredObject;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.zip.CRC32C;

/**
 * Decoded blocks of objects, which readers share.
 *
 * <p>Every block is checked against its CRC32C before it is decoded. However many readers there
 * are, only {@value #AT_A_TIME} blocks are fetched at a time, and the others wait: each takes a
 * connection or a file, and memory for a block twice.
 */
public final class ColdBlocks {

  static final int AT_A_TIME = 64;

  private record BlockId(String object, int block) {}

  private final SegmentArchive archive;
  private final Executor readAhead;
  private final SharedReads<BlockId, Optional<MessageBatch>> blocks;
  private final Semaphore fetching = new Semaphore(AT_A_TIME);

  /**
   * @param maxBytes what may be kept, in bytes of messages
   * @param readAhead runs fetches of blocks that nobody asked for yet
   */
  public ColdBlocks(SegmentArchive archive, long maxBytes, Executor readAhead) {
    this.archive = archive;
    this.readAhead = readAhead;
    this.blocks =
        new SharedReads<>(
            maxBytes, found -> found.map(MessageBatch::length).orElse(0), (id, found) -> {});
  }

  /**
   * The messages of a block.
   *
   * @return empty when the object is not there any more
   * @throws ArchiveUnavailableException when it cannot be had now
   */
  public Optional<MessageBatch> get(
      StoredObject object, Block block, PositionUnit unit, RequestTimings timings) {
    return blocks.get(
        new BlockId(object.name(), block.number()), () -> fetch(object, block, unit, timings));
  }

  /** Begins to fetch a block that will be asked for soon. */
  public void prefetch(StoredObject object, int number, PositionUnit unit) {
    if (number < object.index().blocks()) {
      blocks.begin(
          new BlockId(object.name(), number),
          readAhead,
          () -> fetch(object, object.index().block(number), unit, RequestTimings.OFF),
          block -> {});
    }
  }

  private SharedReads.Found<Optional<MessageBatch>> fetch(
      StoredObject object, Block block, PositionUnit unit, RequestTimings timings) {
    long start = timings.start();
    fetching.acquireUninterruptibly();
    try {
      Optional<MessageBatch> found = read(object, block, unit, timings, start);
      return new SharedReads.Found<>(found, found.isPresent());
    } finally {
      fetching.release();
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
    MessageBatch batch = SegmentFrames.decode(unit, frames.get());
    timings.end(Phase.DECODE, start);
    return Optional.of(batch);
  }
}
