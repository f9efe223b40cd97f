package durablestreams.application.offload.upload;

import durablestreams.application.port.HotRange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.stream.StreamState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adjacent sealed segments of a stream that become one object, and their frames as far as they were
 * gathered, in pieces. Not for use by several threads at a time.
 */
public final class GatheredRun {

  /** Below half a region of the smallest heap, above which the collector treats arrays apart. */
  private static final int PIECE_BYTES = 256 << 10;

  private final StreamState stream;
  private final List<SealedSegment> segments;
  private final long size;
  private final SegmentFrames.Encoder encoder = new SegmentFrames.Encoder();
  private final List<byte[]> pieces = new ArrayList<>();
  private byte[] piece = {};
  private int used;
  private long gathered;
  private long position;

  public GatheredRun(StreamState stream, List<SealedSegment> segments) {
    this.stream = stream;
    this.segments = segments;
    this.size = segments.stream().mapToLong(SealedSegment::frameBytes).sum();
    this.position = segments.getFirst().start();
  }

  public StreamState stream() {
    return stream;
  }

  public List<SealedSegment> segments() {
    return segments;
  }

  /** Bytes of all frames. */
  public long size() {
    return size;
  }

  /** Bytes of the frames that were gathered. */
  long gathered() {
    return gathered;
  }

  boolean isAtEnd() {
    return position >= segments.getLast().end();
  }

  public boolean isComplete() {
    return isAtEnd() && gathered == size;
  }

  /** What is not gathered yet. */
  HotRange rest() {
    return new HotRange(
        stream.key(), stream.contentType().unit(), position, segments.getLast().end());
  }

  /**
   * Adds the next messages, and nothing of others, such as those of a scan that began again. The
   * frame of a message is in one piece unless it is large.
   */
  void add(long from, MessageBatch batch) {
    if (from != position) {
      return;
    }
    byte[] frames = encoder.encode(batch);
    if (frames.length > piece.length - used) {
      endPiece();
      long left = Math.max(frames.length, size - gathered);
      piece = new byte[(int) Math.max(frames.length, Math.min(PIECE_BYTES, left))];
    }
    System.arraycopy(frames, 0, piece, used, frames.length);
    used += frames.length;
    gathered += frames.length;
    position += batch.units();
  }

  private void endPiece() {
    if (used > 0) {
      pieces.add(used == piece.length ? piece : Arrays.copyOf(piece, used));
    }
    piece = new byte[0];
    used = 0;
  }

  /** The frames; nothing is added any more. */
  public List<byte[]> pieces() {
    endPiece();
    return pieces;
  }

  /** Drops what was gathered. */
  void clear() {
    pieces.clear();
    piece = new byte[0];
    used = 0;
  }
}
