package durablestreams.application.offload.upload;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.stream.StreamKey;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Iterator over the frames of a hot-log run, a piece at a time; a large frame may be several. */
public final class HotFrames implements Iterator<byte[]> {

  private static final int PIECE_BYTES = 256 << 10;

  private final StreamStore store;
  private final StreamKey key;
  private final long to;
  private final SegmentFrames.Encoder encoder = new SegmentFrames.Encoder();
  private long position;

  public HotFrames(StreamStore store, StreamKey key, long from, long to) {
    this.store = store;
    this.key = key;
    this.to = to;
    this.position = from;
  }

  /**
   * The rows no longer exist: the stream was purged or trimmed, or another thread offloaded them.
   */
  public static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GoneException() {
      super("the rows of the segment are gone", null, false, false);
    }
  }

  @Override
  public boolean hasNext() {
    return position < to;
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return switch (store.readHotWithin(key, position, to, PIECE_BYTES)) {
      case HotRead.Offloaded() -> throw new GoneException();
      case HotRead.Found(List<MessageBatch> batches) -> {
        position += batches.stream().mapToLong(MessageBatch::units).sum();
        yield joined(batches.stream().map(encoder::encode).toList());
      }
    };
  }

  private static byte[] joined(List<byte[]> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    byte[] all = new byte[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
