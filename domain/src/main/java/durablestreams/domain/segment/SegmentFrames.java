package durablestreams.domain.segment;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Codec of the segment object format: frames one after the other, each a length of four bytes,
 * unsigned and big-endian, and that many bytes of payload. JSON streams have one frame for each
 * message, all others one for each append.
 */
public final class SegmentFrames {

  /** Bytes of the length before every payload. */
  public static final int HEADER_BYTES = 4;

  private SegmentFrames() {}

  /** The frames of one batch. */
  public static byte[] encode(MessageBatch batch) {
    return encode(batch, false, 0);
  }

  private static byte[] encode(MessageBatch batch, boolean startsInside, int cutOff) {
    int messages = batch.messageCount();
    long headers = messages - (startsInside ? 1L : 0);
    byte[] frames = new byte[Math.toIntExact(batch.payloadBytes() + headers * HEADER_BYTES)];
    int at = 0;
    for (int i = 0; i < messages; i++) {
      int from = batch.messageFrom(i);
      int length = batch.messageTo(i) - from;
      if (i > 0 || !startsInside) {
        putLength(frames, at, i == messages - 1 ? length + cutOff : length);
        at += HEADER_BYTES;
      }
      System.arraycopy(batch.array(), from, frames, at, length);
      at += length;
    }
    return frames;
  }

  /**
   * Encoder of batches that follow on each other, of which the last message may be cut: the next
   * batch begins with the rest of it. Not for use by several threads.
   */
  public static final class Encoder {
    private boolean inMessage;

    /** The frames of the batch; the first or the last one may be a part. */
    public byte[] encode(MessageBatch batch) {
      byte[] frames = SegmentFrames.encode(batch, inMessage, batch.cutOff());
      inMessage = batch.cutOff() > 0;
      return frames;
    }
  }

  /**
   * Reads a run of whole frames.
   *
   * @throws CorruptFramesException when the bytes are not whole frames
   */
  public static MessageBatch decode(PositionUnit unit, byte[] frames) {
    return decodeInPlace(unit, frames.clone());
  }

  /**
   * Reads a run of whole frames and moves the payloads together within {@code frames}, which the
   * result keeps: a header is longer than a comma.
   *
   * @throws CorruptFramesException when the bytes are not whole frames
   */
  public static MessageBatch decodeInPlace(PositionUnit unit, byte[] frames) {
    int separator = unit == PositionUnit.MESSAGES ? 1 : 0;
    int[] ends = new int[16];
    int count = 0;
    int out = 0;
    for (int in = 0; in < frames.length; count++) {
      int length = payloadAt(frames, in);
      if (count > 0 && separator == 1) {
        frames[out++] = ',';
      }
      System.arraycopy(frames, in + HEADER_BYTES, frames, out, length);
      in += HEADER_BYTES + length;
      out += length;
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, count * 2);
      }
      ends[count] = out;
    }
    if (count == 0) {
      throw new CorruptFramesException("no frame in an empty run");
    }
    return MessageBatch.of(unit, frames, 0, Arrays.copyOf(ends, count));
  }

  /** The length of the frame's payload, all of which is there. */
  private static int payloadAt(byte[] frames, int at) {
    int length = frames.length - at < HEADER_BYTES ? -1 : lengthAt(frames, at);
    if (length < 0 || length > frames.length - at - HEADER_BYTES) {
      throw new CorruptFramesException(
          "a frame at byte " + at + " of " + frames.length + " is cut off");
    }
    return length;
  }

  public static int lengthAt(byte[] frames, int at) {
    return (frames[at] & 0xff) << 24
        | (frames[at + 1] & 0xff) << 16
        | (frames[at + 2] & 0xff) << 8
        | (frames[at + 3] & 0xff);
  }

  private static void putLength(byte[] frames, int at, int length) {
    frames[at] = (byte) (length >>> 24);
    frames[at + 1] = (byte) (length >>> 16);
    frames[at + 2] = (byte) (length >>> 8);
    frames[at + 3] = (byte) length;
  }

  /** Bytes that should be frames and are not. */
  public static final class CorruptFramesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CorruptFramesException(String message) {
      super(message);
    }
  }

  /**
   * Builds the index and the checksum of an object while its frames pass by, in order.
   *
   * <p>Not for use by several threads.
   */
  public static final class Indexer {

    private final PositionUnit unit;
    private long[] positions = new long[8];
    private long[] starts = new long[8];
    private int[] checksums = new int[8];
    private int blocks;
    private long position;
    private long size;
    private long blockStart;
    private boolean inBlock;
    private int payloadLeft;
    private final CRC32C blockChecksum = new CRC32C();
    private final CRC32C objectChecksum = new CRC32C();

    public Indexer(PositionUnit unit, long startPosition) {
      this.unit = unit;
      this.position = startPosition;
    }

    /** Takes the frames of one batch, as {@link #encode} or an {@link Encoder} made them. */
    public void accept(byte[] frames) {
      int at = 0;
      while (at < frames.length) {
        int header = 0;
        if (payloadLeft == 0) {
          payloadLeft = lengthAt(frames, at);
          header = HEADER_BYTES;
          beginFrame();
        }
        int payload = Math.min(payloadLeft, frames.length - at - header);
        blockChecksum.update(frames, at, header + payload);
        size += header + payload;
        at += header + payload;
        payloadLeft -= payload;
        if (payloadLeft == 0 && size - blockStart >= FrameIndex.BLOCK_BYTES) {
          end();
        }
      }
      objectChecksum.update(frames, 0, frames.length);
    }

    private void beginFrame() {
      if (!inBlock) {
        begin();
      }
      position += unit == PositionUnit.MESSAGES ? 1 : payloadLeft;
    }

    private void begin() {
      if (blocks == positions.length) {
        positions = Arrays.copyOf(positions, blocks * 2);
        starts = Arrays.copyOf(starts, blocks * 2);
        checksums = Arrays.copyOf(checksums, blocks * 2);
      }
      positions[blocks] = position;
      starts[blocks] = size;
      blockStart = size;
      inBlock = true;
      blockChecksum.reset();
    }

    private void end() {
      checksums[blocks++] = (int) blockChecksum.getValue();
      inBlock = false;
    }

    /** The index of all frames so far; nothing more may be accepted. */
    public FrameIndex index() {
      if (inBlock) {
        end();
      }
      return new FrameIndex(
          Arrays.copyOf(positions, blocks),
          Arrays.copyOf(starts, blocks),
          Arrays.copyOf(checksums, blocks),
          position,
          size);
    }

    /** CRC32C of all bytes so far. */
    public int crc32c() {
      return (int) objectChecksum.getValue();
    }
  }
}
