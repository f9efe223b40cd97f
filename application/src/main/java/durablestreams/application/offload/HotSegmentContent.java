package durablestreams.application.offload;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.stream.StreamKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a run of the hot log, read piece by piece; a run that is small is kept, so that it
 * is read only once.
 */
final class HotSegmentContent implements SegmentArchive.Content {

  private static final int PIECE_BYTES = 256 << 10;
  private static final long KEPT_BYTES = 8L << 20;

  private final StreamStore store;
  private final StreamKey key;
  private final long from;
  private final long to;
  private final long size;
  private @Nullable List<byte[]> kept;

  /**
   * @param size bytes of the frames
   */
  HotSegmentContent(StreamStore store, StreamKey key, long from, long to, long size) {
    this.store = store;
    this.key = key;
    this.from = from;
    this.to = to;
    this.size = size;
  }

  /** The rows are not there any more: the stream was purged, or somebody else offloaded them. */
  static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GoneException() {
      super("the rows of the segment are gone", null, false, false);
    }
  }

  /** Passes all frames to {@code indexer}, and keeps them when they are few. */
  void index(SegmentFrames.Indexer indexer) {
    List<byte[]> keep = size <= KEPT_BYTES ? new ArrayList<>() : null;
    Pieces pieces = new Pieces();
    while (pieces.hasMoreElements()) {
      byte[] frames = pieces.next();
      indexer.accept(frames);
      if (keep != null) {
        keep.add(frames);
      }
    }
    kept = keep;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    if (kept != null) {
      return new SequenceInputStream(
          Collections.enumeration(
              kept.stream().map(b -> (InputStream) new ByteArrayInputStream(b)).toList()));
    }
    return new SequenceInputStream(new Pieces());
  }

  /** The frames, a piece of the log at a time. */
  private final class Pieces implements Enumeration<InputStream> {
    private long position = from;

    @Override
    public boolean hasMoreElements() {
      return position < to;
    }

    @Override
    public InputStream nextElement() {
      return new ByteArrayInputStream(next());
    }

    byte[] next() {
      if (!hasMoreElements()) {
        throw new NoSuchElementException();
      }
      return switch (store.readHot(key, position, to, PIECE_BYTES)) {
        case HotRead.Offloaded() -> throw new GoneException();
        case HotRead.Found(List<MessageBatch> batches) -> {
          position += batches.stream().mapToLong(MessageBatch::units).sum();
          yield joined(batches.stream().map(SegmentFrames::encode).toList());
        }
      };
    }
  }

  private static byte[] joined(List<byte[]> parts) {
    byte[] all = new byte[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
