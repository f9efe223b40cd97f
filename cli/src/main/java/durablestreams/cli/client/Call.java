package durablestreams.cli.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Request to send.
 *
 * @param what for messages: {@code append to}
 * @param query without its question mark; may be empty
 * @param headers names and values in turn
 * @param repeatable whether sending it twice has the effect of sending it once
 */
public record Call(
    String method,
    String what,
    StreamAddress stream,
    String query,
    List<String> headers,
    byte[] body,
    boolean repeatable) {
  private static final byte[] NOTHING = {};

  public Call {
    headers = List.copyOf(headers);
  }

  /** A request without a body that may be repeated. */
  public static Call of(String method, String what, StreamAddress stream) {
    return new Call(method, what, stream, "", List.of(), NOTHING, true);
  }

  public Call query(String text) {
    return new Call(method, what, stream, text, headers, body, repeatable);
  }

  public Call header(String name, String value) {
    List<String> all = new ArrayList<>(headers);
    all.add(name);
    all.add(value);
    return new Call(method, what, stream, query, all, body, repeatable);
  }

  public Call body(byte[] bytes) {
    return new Call(method, what, stream, query, headers, bytes, repeatable);
  }

  /** The same, but never sent again once the server may have got it. */
  public Call once() {
    return new Call(method, what, stream, query, headers, body, false);
  }
}
