package durablestreams.adapters.http.live;

import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.SharedEncoding;
import durablestreams.application.read.ResponseMemory;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.stream.ContentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The encoded bytes of a small batch, which all its SSE readers share: the {@code data} event, and
 * the {@code control} event up to where readers differ. A large batch is encoded for each reader
 * while it is written, so that no frame outweighs the messages it is made of.
 */
final class SseFrame {

  /** The largest batch whose frame is shared. */
  static final int MOST_SHARED = 64 << 10;

  /** What a frame may have beyond one and a half times its messages. */
  private static final int EXTRA = 2 << 10;

  private static final SseFrame NOT_SHARED = new SseFrame(new byte[0]);

  private final byte[] bytes;

  private SseFrame(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The shared bytes, which are not to be written to. */
  byte[] bytes() {
    return bytes;
  }

  /** The frame of a batch, made by the first reader that asks; or {@code null} for a large one. */
  static @Nullable SseFrame of(LiveBatch batch, ContentType type) {
    SharedEncoding encoding = batch.encoding();
    if (encoding == null) {
      return null;
    }
    SseFrame frame = encoding.get(SseFrame.class, () -> encode(batch, type), SseFrame::weight);
    boolean large = frame.bytes.length > ResponseMemory.SMALL_PIECE && !encoding.keeps(frame);
    return frame == NOT_SHARED || large ? null : frame;
  }

  private long weight() {
    return this == NOT_SHARED ? 0 : bytes.length + 32L;
  }

  private static SseFrame encode(LiveBatch batch, ContentType type) {
    long length = 0;
    for (MessageBatch messages : batch.messages()) {
      length += messages.length();
    }
    if (length > MOST_SHARED) {
      return NOT_SHARED;
    }
    long most = SseEncoder.mostBytes(batch, type);
    if (most > length * 3 / 2 + EXTRA) {
      return NOT_SHARED;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) most);
    try {
      SseEncoder.write(batch, type, out::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SseFrame(out.toByteArray());
  }
}
