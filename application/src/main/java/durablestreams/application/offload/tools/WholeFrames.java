package durablestreams.application.offload.tools;

import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.SegmentFrames;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Iterable over an object in pieces that end on frame boundaries, without an index. */
final class WholeFrames implements Iterable<byte[]> {

  private final SegmentArchive archive;
  private final String name;
  private final long size;
  private final int pieceBytes;

  WholeFrames(SegmentArchive archive, String name, long size, int pieceBytes) {
    this.archive = archive;
    this.name = name;
    this.size = size;
    this.pieceBytes = pieceBytes;
  }

  @Override
  public Iterator<byte[]> iterator() {
    return new Iterator<>() {
      private long at;

      @Override
      public boolean hasNext() {
        return at < size;
      }

      @Override
      public byte[] next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        byte[] frames = wholeFrames(read((int) Math.min(pieceBytes, size - at)));
        at += frames.length;
        return frames;
      }

      /**
       * The whole frames at the start of {@code piece}; a frame that is longer is read again as a
       * whole.
       */
      private byte[] wholeFrames(byte[] piece) {
        int end = 0;
        while (piece.length - end >= SegmentFrames.HEADER_BYTES) {
          long next =
              end + SegmentFrames.HEADER_BYTES + (SegmentFrames.lengthAt(piece, end) & 0xffffffffL);
          if (next > piece.length) {
            break;
          }
          end = (int) next;
        }
        if (end > 0) {
          return end == piece.length ? piece : Arrays.copyOf(piece, end);
        }
        long whole =
            piece.length < SegmentFrames.HEADER_BYTES
                ? Long.MAX_VALUE
                : SegmentFrames.HEADER_BYTES + (SegmentFrames.lengthAt(piece, 0) & 0xffffffffL);
        if (whole > size - at || whole > Integer.MAX_VALUE) {
          throw new IllegalStateException(
              name + " is damaged: a frame at byte " + at + " is cut off");
        }
        return read((int) whole);
      }

      private byte[] read(int length) {
        return archive
            .read(name, at, length)
            .orElseThrow(() -> new IllegalStateException(name + " vanished while it was read"));
      }
    };
  }
}
