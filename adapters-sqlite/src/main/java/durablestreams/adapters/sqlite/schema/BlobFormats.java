package durablestreams.adapters.sqlite.schema;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.FrameIndex;
import org.jspecify.annotations.Nullable;

/**
 * Blob formats of values that have no column type of their own. Once released, a form is read by
 * all later versions; a new one gets a new version number.
 */
public final class BlobFormats {

  private static final long FRAME_INDEX_VERSION = 1;

  /** A block is three numbers, each of one byte at least. */
  private static final int LEAST_BLOCK_BYTES = 3;

  private BlobFormats() {}

  /** The lengths of the messages of {@code batch}, or {@code null} for a single one. */
  public static byte @Nullable [] lengths(MessageBatch batch) {
    int count = batch.messageCount();
    if (count == 1) {
      return null;
    }
    var writer = new Varints.Writer(count + 10);
    for (int i = 0; i < count; i++) {
      writer.put((long) batch.messageTo(i) - batch.messageFrom(i));
    }
    return writer.toByteArray();
  }

  /** The batch whose bytes are {@code payload}; see {@link #lengths}. */
  public static MessageBatch batch(PositionUnit unit, byte[] payload, byte @Nullable [] lengths) {
    if (lengths == null) {
      return unit == PositionUnit.BYTES
          ? MessageBatch.ofBytes(payload)
          : MessageBatch.ofJson(payload, 0, payload.length);
    }
    int count = 0;
    for (byte b : lengths) {
      count += b >= 0 ? 1 : 0;
    }
    int[] ends = new int[count];
    int separator = unit == PositionUnit.BYTES ? 0 : 1;
    var reader = new Varints.Reader(lengths);
    int at = -separator;
    for (int i = 0; i < count; i++) {
      at += separator + (int) reader.next();
      ends[i] = at;
    }
    if (at != payload.length) {
      throw new IllegalStateException(
          "the lengths of a row add up to " + at + " and not to " + payload.length);
    }
    return MessageBatch.of(unit, payload, 0, ends);
  }

  public static byte[] frameIndex(FrameIndex index) {
    int blocks = index.blocks();
    var writer = new Varints.Writer(16 + blocks * 12);
    writer.put(FRAME_INDEX_VERSION).put(blocks);
    long position = 0;
    long from = 0;
    for (int i = 0; i < blocks; i++) {
      FrameIndex.Block block = index.block(i);
      writer
          .put(block.start() - position)
          .put(block.from() - from)
          .put(Integer.toUnsignedLong(block.crc32c()));
      position = block.start();
      from = block.from();
    }
    return writer.put(index.end() - position).put(index.size() - from).toByteArray();
  }

  public static FrameIndex frameIndex(byte[] blob) {
    var reader = new Varints.Reader(blob);
    long version = reader.next();
    if (version != FRAME_INDEX_VERSION) {
      throw new IllegalStateException("a frame index of unknown version " + version);
    }
    int blocks = Math.toIntExact(reader.next());
    if (blocks < 0 || blocks > blob.length / LEAST_BLOCK_BYTES) {
      throw new IllegalStateException(
          "a frame index of " + blocks + " blocks in " + blob.length + " bytes");
    }
    long[] positions = new long[blocks];
    long[] starts = new long[blocks];
    int[] checksums = new int[blocks];
    long position = 0;
    long from = 0;
    for (int i = 0; i < blocks; i++) {
      position += reader.next();
      from += reader.next();
      positions[i] = position;
      starts[i] = from;
      checksums[i] = (int) reader.next();
    }
    return new FrameIndex(
        positions, starts, checksums, position + reader.next(), from + reader.next());
  }
}
