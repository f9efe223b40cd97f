package durablestreams.application.offload;

import durablestreams.application.port.SegmentArchive;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object to be, which are scanned before they are put, because their checksum goes
 * with them. What is small is kept meanwhile, so that it is read only once.
 */
final class ScannedContent implements SegmentArchive.Content {

  private static final long KEPT_BYTES = 8L << 20;

  private final long size;
  private final Supplier<Iterator<byte[]>> source;
  private @Nullable List<byte[]> kept;

  /**
   * @param size bytes in all
   * @param source gives them from the start, in pieces of which one may be held at a time
   */
  ScannedContent(long size, Supplier<Iterator<byte[]>> source) {
    this.size = size;
    this.source = source;
  }

  /** Passes all pieces to {@code each}, in order. */
  void scan(Consumer<byte[]> each) {
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
    Iterator<byte[]> pieces = kept == null ? source.get() : kept.iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return pieces.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return new ByteArrayInputStream(pieces.next());
          }
        });
  }
}
