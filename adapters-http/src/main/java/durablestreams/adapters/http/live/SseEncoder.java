package durablestreams.adapters.http.live;

import durablestreams.adapters.http.caching.PageBody;
import durablestreams.adapters.http.exchange.ByteSink;
import durablestreams.application.live.LiveBatch;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Encoder of a batch as a {@code data} event and the start of the {@code control} event after it
 * (protocol, section 5.8), which writes while it reads and holds no more than a small buffer.
 *
 * <p>A line break of any kind in the payload begins a new {@code data:} line, so no payload can
 * forge an event. A line that begins with a space gets one more, which parsers take away again.
 */
final class SseEncoder {

  private static final byte[] DATA_EVENT = ascii("event: data\n");
  private static final byte[] DATA_LINE = ascii("data:");
  private static final byte[] LINE_END = ascii("\n");
  private static final byte[] SPACE = ascii(" ");
  private static final String ID = "id:";
  private static final String CONTROL = "\nevent: control\ndata:{\"streamNextOffset\":\"";

  /**
   * The most bytes of a control event up to where readers differ: two tokens and what is around.
   */
  private static final int CONTROL_BYTES =
      ID.length() + CONTROL.length() + 2 * Offset.MAX_TOKEN_LENGTH + 1;

  /** Bytes that become base64 at a time: whole groups of three. */
  private static final int GROUP = 3 << 10;

  private SseEncoder() {}

  static void write(LiveBatch batch, ContentType type, ByteSink out) throws IOException {
    PageBody page = new PageBody(batch.messages(), type.isJson());
    out.write(DATA_EVENT, 0, DATA_EVENT.length);
    if (type.isText()) {
      TextLines lines = new TextLines(out);
      page.writeTo(lines);
      lines.end();
    } else {
      out.write(DATA_LINE, 0, DATA_LINE.length);
      Base64Groups groups = new Base64Groups(out, (int) Math.min(GROUP, page.length()));
      page.writeTo(groups);
      groups.end();
      out.write(LINE_END, 0, 1);
    }
    out.write(LINE_END, 0, 1);
    byte[] control = controlStart(batch.next());
    out.write(control, 0, control.length);
  }

  /** The most bytes that {@link #write} makes of a batch. */
  static long mostBytes(LiveBatch batch, ContentType type) {
    long payload = 2;
    long lines = 1;
    for (MessageBatch messages : batch.messages()) {
      payload += messages.length() + 1L;
      lines += type.isText() ? lineBreaks(messages) : 0;
    }
    long encoded = type.isText() ? payload : (payload + 2) / 3 * 4;
    return encoded + lines * (DATA_LINE.length + 2) + DATA_EVENT.length + CONTROL_BYTES + 2;
  }

  private static long lineBreaks(MessageBatch messages) {
    long breaks = 0;
    byte[] array = messages.array();
    int end = messages.from() + messages.length();
    for (int i = messages.from(); i < end; i++) {
      if (array[i] == '\n' || array[i] == '\r') {
        breaks++;
      }
    }
    return breaks;
  }

  /**
   * The start of a control event, up to and with the offset. The offset is the id of the event as
   * well, so a browser's {@code EventSource} returns it when it reconnects. The id comes first,
   * because some clients look for the data right after the type.
   */
  static byte[] controlStart(Offset next) {
    String token = next.token();
    return ascii(ID + token + CONTROL + token + '"');
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Puts {@code data:} before every line of what is written, in whatever pieces it comes. */
  private static final class TextLines implements ByteSink {
    private final ByteSink out;
    private boolean lineBegins = true;
    private boolean afterReturn;

    TextLines(ByteSink out) {
      this.out = out;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      int end = from + count;
      int at = from;
      if (afterReturn && at < end) {
        afterReturn = false;
        at += bytes[at] == '\n' ? 1 : 0;
      }
      while (at < end) {
        int to = at;
        while (to < end && bytes[to] != '\n' && bytes[to] != '\r') {
          to++;
        }
        beginLine(to > at && bytes[at] == ' ');
        if (to > at) {
          out.write(bytes, at, to - at);
        }
        at = to < end ? endLine(bytes, to, end) : end;
      }
    }

    private void beginLine(boolean space) throws IOException {
      if (lineBegins) {
        lineBegins = false;
        out.write(DATA_LINE, 0, DATA_LINE.length);
        if (space) {
          out.write(SPACE, 0, 1);
        }
      }
    }

    /** Ends the line at the line break at {@code at}, and says where the next one begins. */
    private int endLine(byte[] bytes, int at, int end) throws IOException {
      out.write(LINE_END, 0, 1);
      lineBegins = true;
      if (bytes[at] == '\n') {
        return at + 1;
      }
      afterReturn = at + 1 == end;
      return at + 1 < end && bytes[at + 1] == '\n' ? at + 2 : at + 1;
    }

    void end() throws IOException {
      beginLine(false);
      out.write(LINE_END, 0, 1);
    }
  }

  /** Encodes what is written as one base64 text, in whatever pieces it comes. */
  private static final class Base64Groups implements ByteSink {
    private final ByteSink out;
    private final byte[] group;
    private int count;

    Base64Groups(ByteSink out, int size) {
      this.out = out;
      this.group = new byte[size];
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int at = from;
      int end = from + length;
      while (at < end) {
        int step = Math.min(end - at, group.length - count);
        System.arraycopy(bytes, at, group, count, step);
        count += step;
        at += step;
        if (count == GROUP) {
          end();
        }
      }
    }

    void end() throws IOException {
      byte[] whole = count == group.length ? group : Arrays.copyOf(group, count);
      byte[] text = Base64.getEncoder().encode(whole);
      out.write(text, 0, text.length);
      count = 0;
    }
  }
}
