package durablestreams.adapters.http.live;

import durablestreams.adapters.http.caching.PageBody;
import durablestreams.adapters.http.exchange.Body;
import durablestreams.application.live.LiveBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The bytes that every SSE reader of a batch is sent: its {@code data} event, and the {@code
 * control} event after it up to where readers differ (protocol, section 5.8).
 *
 * <p>A line break of any kind in the payload begins a new {@code data:} line, so no payload can
 * forge an event. A line that begins with a space gets one more, which parsers take away again.
 */
final class SseFrame {

  private static final byte[] DATA_EVENT = ascii("event: data\n");
  private static final byte[] DATA_LINE = ascii("data:");
  private static final byte[] CONTROL = ascii("event: control\ndata:{\"streamNextOffset\":\"");

  private final byte[] bytes;

  private SseFrame(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The shared bytes; nobody may write to them. */
  byte[] bytes() {
    return bytes;
  }

  /** The frame of a batch, made by the first who asks. */
  static SseFrame of(LiveBatch batch, ContentType type) {
    return batch.encoding().get(SseFrame.class, () -> encode(batch, type), SseFrame::weight);
  }

  private long weight() {
    return bytes.length + 32L;
  }

  private static SseFrame encode(LiveBatch batch, ContentType type) {
    PageBody page = new PageBody(batch.messages(), type.isJson());
    byte[] payload = toArray(page);
    byte[] token = controlStart(batch.next());
    byte[] text = type.isText() ? payload : Base64.getEncoder().encode(payload);
    Lines lines = new Lines(text.length + 96 + token.length);
    lines.raw(DATA_EVENT);
    lines.payload(text);
    lines.raw('\n');
    lines.raw(token);
    return new SseFrame(lines.toArray());
  }

  /** The start of a control event, up to and with the offset. */
  static byte[] controlStart(Offset next) {
    byte[] token = ascii(next.token());
    byte[] out = Arrays.copyOf(CONTROL, CONTROL.length + token.length + 1);
    System.arraycopy(token, 0, out, CONTROL.length, token.length);
    out[out.length - 1] = '"';
    return out;
  }

  private static byte[] toArray(Body body) {
    byte[] all = new byte[Math.toIntExact(body.length())];
    int[] at = {0};
    try {
      body.writeTo((bytes, from, count) -> {
        System.arraycopy(bytes, from, all, at[0], count);
        at[0] += count;
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Grows as lines are put into it. */
  private static final class Lines {
    private byte[] out;
    private int end;

    Lines(int capacity) {
      out = new byte[capacity];
    }

    void raw(int single) {
      ensure(1);
      out[end++] = (byte) single;
    }

    void raw(byte[] bytes) {
      raw(bytes, 0, bytes.length);
    }

    void raw(byte[] bytes, int from, int to) {
      ensure(to - from);
      System.arraycopy(bytes, from, out, end, to - from);
      end += to - from;
    }

    void payload(byte[] text) {
      int from = 0;
      while (true) {
        int to = from;
        while (to < text.length && text[to] != '\n' && text[to] != '\r') {
          to++;
        }
        raw(DATA_LINE);
        if (to > from && text[from] == ' ') {
          raw(' ');
        }
        raw(text, from, to);
        raw('\n');
        if (to == text.length) {
          return;
        }
        boolean pair = text[to] == '\r' && to + 1 < text.length && text[to + 1] == '\n';
        from = to + (pair ? 2 : 1);
      }
    }

    private void ensure(int more) {
      if (out.length - end < more) {
        out = Arrays.copyOf(out, Math.max(end + more, 2 * out.length));
      }
    }

    byte[] toArray() {
      return end == out.length ? out : Arrays.copyOf(out, end);
    }
  }
}
