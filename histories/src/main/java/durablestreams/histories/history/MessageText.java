package durablestreams.histories.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Text of messages, which follows from identifier and length, so that a reader can tell that each
 * character is right. A message of bytes is <code>&lt;id|filling|id&gt;</code>; one of JSON is
 * <code>{"id":"…","filling":"…"}</code>.
 */
public final class MessageText {
  private static final String FILLING = "0123456789abcdefghijklmnopqrstuvwxyz";

  private MessageText() {}

  /** The length of the shortest message with this identifier, in bytes. */
  public static int least(String id) {
    return 2 * id.length() + 4;
  }

  /** A message of a byte stream, with its length in bytes. */
  public static String bytes(Message message) {
    String id = message.id();
    int length = Math.max(0, message.size() - least(id));
    return "<" + id + "|" + filling(id, length) + "|" + id + ">";
  }

  /** A message of a JSON stream with a filling of this length. */
  public static String json(String id, int length) {
    return "{\"id\":\"" + id + "\",\"filling\":\"" + filling(id, length) + "\"}";
  }

  private static String filling(String id, int length) {
    var out = new StringBuilder(length);
    int at = id.hashCode();
    for (int i = 0; i < length; i++) {
      at = at * 31 + i;
      out.append(FILLING.charAt(Math.floorMod(at >> 8, FILLING.length())));
    }
    return out.toString();
  }

  /** CRC-32 of ASCII text. */
  public static long crc(String text) {
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return crc.getValue();
  }

  /** The content of a page of a byte stream. */
  public static Content parseBytes(String page) {
    int first = page.indexOf('<');
    int headEnd = first < 0 ? page.length() : first;
    Fragment head = Fragment.NONE;
    if (headEnd > 0) {
      String text = page.substring(0, headEnd);
      int bar = text.lastIndexOf('|');
      boolean whole = text.endsWith(">") && bar >= 0;
      String id = whole ? text.substring(bar + 1, text.length() - 1) : "";
      head = new Fragment(id, headEnd, crc(text));
    }
    List<Message> messages = new ArrayList<>();
    int at = headEnd;
    while (at < page.length()) {
      int end = page.indexOf('>', at);
      if (end < 0) {
        String text = page.substring(at);
        int bar = text.indexOf('|');
        String id = bar > 0 ? text.substring(1, bar) : "";
        return new Content(head, messages, new Fragment(id, text.length(), crc(text)));
      }
      messages.add(message(page.substring(at, end + 1)));
      at = end + 1;
    }
    return new Content(head, messages, Fragment.NONE);
  }

  /** The message, or one with an identifier that no client sent where it is not as it was sent. */
  private static Message message(String text) {
    int bar = text.indexOf('|');
    if (bar > 0) {
      var message = new Message(text.substring(1, bar), text.length());
      if (text.length() >= least(message.id()) && bytes(message).equals(text)) {
        return message;
      }
    }
    return new Message(damaged(text), text.length());
  }

  /** The content of a page of a JSON stream: an array of messages. */
  public static Content parseJson(String page) {
    List<Message> messages = new ArrayList<>();
    int at = page.indexOf('{');
    while (at >= 0) {
      int end = page.indexOf('}', at);
      String text = end < 0 ? page.substring(at) : page.substring(at, end + 1);
      messages.add(new Message(jsonId(text), 1));
      at = end < 0 ? -1 : page.indexOf('{', end);
    }
    return Content.of(messages);
  }

  private static String jsonId(String text) {
    try {
      JsonObject object = JsonObject.parse(text);
      String id = object.text("id");
      String filling = object.text("filling");
      return filling.equals(filling(id, filling.length())) ? id : damaged(text);
    } catch (RuntimeException e) {
      return damaged(text);
    }
  }

  private static String damaged(String text) {
    return "damaged " + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
  }
}
