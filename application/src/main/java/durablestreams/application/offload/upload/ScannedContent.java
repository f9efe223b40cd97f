package durablestreams.application.offload.upload;

import durablestreams.application.port.SegmentArchive;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Content of an object that is scanned before it is written, because its checksum is part of its
 * description. Small content is buffered, so that it is read only once.
 */
public final class ScannedContent implements SegmentArchive.Content {

  private static final long KEPT_BYTES = 8L << 20;

  private final long size;
  private final Supplier<Iterator<byte[]>> source;
  private @Nullable List<byte[]> kept;

  /**
   * @param size bytes in all
   * @param source iterates over them from the start, in pieces; only one piece is held at a time
   */
  public ScannedContent(long size, Supplier<Iterator<byte[]>> source) {
    this.size = size;
    this.source = source;
  }

  /** Passes all pieces to {@code each}, in order. */
  public void scan(Consumer<byte[]> each) {
    List<byte[]> keep = new ArrayList<>();
    Iterator<byte[]> pieces = source.get();
    while (pieces.hasNext()) {
      byte[] piece = pieces.next();
      each.accept(piece);
      if (size <= KEPT_BYTES) {
        keep.add(piece);
      }
    }
    kept = size <= KEPT_BYTES ? keep : null;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() {
    return new Joined(kept == null ? source.get() : kept.iterator());
  }

  /**
   * Stream of concatenated pieces. Unlike {@link java.io.SequenceInputStream}, closing it early
   * does not read the remaining pieces.
   */
  private static final class Joined extends InputStream {
    private final Iterator<byte[]> pieces;
    private byte[] piece = {};
    private int at;

    Joined(Iterator<byte[]> pieces) {
      this.pieces = pieces;
    }

    @Override
    public int read() {
      return more() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!more()) {
        return -1;
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, target, offset, count);
      at += count;
      return count;
    }

    private boolean more() {
      while (at == piece.length && pieces.hasNext()) {
        piece = pieces.next();
        at = 0;
      }
      return at < piece.length;
    }
  }
}
