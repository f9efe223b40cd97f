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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Decoded blocks of objects, fetched once however many readers want them, and kept while there is
 * room.
 *
 * <p>A block in flight is in the map already, so that concurrent readers wait for one fetch. Least
 * recently used blocks make room; {@code maxBytes} bounds what is kept, in bytes of messages. Every
 * block is checked against its CRC32C before it is decoded.
 */
public final class ColdBlocks {

  private record BlockId(String object, int block) {}

  private final SegmentArchive archive;
  private final long maxBytes;
  private final Executor readAhead;
  private final LinkedHashMap<BlockId, CompletableFuture<Optional<MessageBatch>>> blocks =
      new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  /**
   * @param maxBytes what may be kept; at least one block is
   * @param readAhead runs fetches of blocks that nobody asked for yet
   */
  public ColdBlocks(SegmentArchive archive, long maxBytes, Executor readAhead) {
    this.archive = archive;
    this.maxBytes = maxBytes;
    this.readAhead = readAhead;
  }

  /**
   * The messages of a block.
   *
   * @return empty when the object is not there any more
   * @throws ArchiveUnavailableException when it cannot be had now
   */
  public Optional<MessageBatch> get(
      StoredObject object, Block block, PositionUnit unit, RequestTimings timings) {
    BlockId id = new BlockId(object.name(), block.number());
    CompletableFuture<Optional<MessageBatch>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<MessageBatch>> flight = enter(id, mine);
    if (flight == mine) {
      fetch(id, object, block, unit, mine, timings);
    }
    try {
      return flight.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Begins to fetch a block that will be asked for soon. */
  public void prefetch(StoredObject object, int blockNumber, PositionUnit unit) {
    if (blockNumber >= object.index().blocks()) {
      return;
    }
    BlockId id = new BlockId(object.name(), blockNumber);
    CompletableFuture<Optional<MessageBatch>> mine = new CompletableFuture<>();
    if (enter(id, mine) == mine) {
      Block block = object.index().block(blockNumber);
      readAhead.execute(() -> fetch(id, object, block, unit, mine, RequestTimings.OFF));
    }
  }

  private synchronized CompletableFuture<Optional<MessageBatch>> enter(
      BlockId id, CompletableFuture<Optional<MessageBatch>> mine) {
    CompletableFuture<Optional<MessageBatch>> known = blocks.get(id);
    if (known != null) {
      return known;
    }
    blocks.put(id, mine);
    return mine;
  }

  private void fetch(
      BlockId id,
      StoredObject object,
      Block block,
      PositionUnit unit,
      CompletableFuture<Optional<MessageBatch>> flight,
      RequestTimings timings) {
    try {
      Optional<MessageBatch> found = read(object, block, unit, timings);
      keep(id, found.orElse(null));
      flight.complete(found);
    } catch (RuntimeException | Error e) {
      keep(id, null);
      flight.completeExceptionally(e);
    }
  }

  private Optional<MessageBatch> read(
      StoredObject object, Block block, PositionUnit unit, RequestTimings timings) {
    long start = timings.start();
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

  private synchronized void keep(BlockId id, @Nullable MessageBatch batch) {
    if (batch == null) {
      blocks.remove(id);
      return;
    }
    bytes += batch.length();
    Iterator<Map.Entry<BlockId, CompletableFuture<Optional<MessageBatch>>>> eldest =
        blocks.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      Map.Entry<BlockId, CompletableFuture<Optional<MessageBatch>>> entry = eldest.next();
      if (entry.getValue().isDone()) {
        bytes -= entry.getValue().join().map(MessageBatch::length).orElse(0);
        eldest.remove();
      }
    }
  }
}
