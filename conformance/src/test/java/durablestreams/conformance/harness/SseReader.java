package durablestreams.conformance.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A live connection read as the HTML standard's event-stream parser would: CR, LF and CRLF end a
 * line, one space after the colon is dropped, comments are skipped. The raw bytes are kept as well,
 * for tests about framing.
 */
public final class SseReader implements AutoCloseable {
  private final WireConnection connection;
  private final HttpReply head;
  private final PushbackInputStream body;
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

  private SseReader(WireConnection connection, HttpReply head) {
    this.connection = connection;
    this.head = head;
    this.body = new PushbackInputStream(connection.bodyOf(head), 1);
  }

  public static SseReader open(WireRequest request) {
    try {
      var connection = WireConnection.open(request.address());
      connection.write(request.bytes());
      return new SseReader(connection, connection.readHead());
    } catch (IOException e) {
      throw new UncheckedIOException(request.target() + ": " + e.getMessage(), e);
    }
  }

  /** The reply's status and headers; its body is the events. */
  public HttpReply head() {
    return head;
  }

  /** The next event, or empty when the server ended the response properly. */
  public Optional<SseEvent> next() {
    connection.renewTimeout();
    String type = "message";
    String id = "";
    List<String> data = new ArrayList<>();
    try {
      for (var line = line(); line.isPresent(); line = line()) {
        String text = line.get();
        if (text.isEmpty()) {
          if (!data.isEmpty()) {
            return Optional.of(new SseEvent(type, id, String.join("\n", data)));
          }
          type = "message";
        } else if (text.startsWith("event:")) {
          type = value(text, "event:");
        } else if (text.startsWith("data:")) {
          data.add(value(text, "data:"));
        } else if (text.startsWith("id:")) {
          id = value(text, "id:");
        } else if (!text.startsWith(":")) {
          throw new AssertionError(
              "neither event, id, data nor comment: " + text + "\nin:\n" + raw());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no whole event: " + e.getMessage() + "; so far:\n" + raw(), e);
    }
    return Optional.empty();
  }

  /** The next event, which must come. */
  public SseEvent take() {
    return next()
        .orElseThrow(() -> new AssertionError("the server ended the events; so far:\n" + raw()));
  }

  /** All events that are left until the server ends the response. */
  public List<SseEvent> remaining() {
    var events = new ArrayList<SseEvent>();
    for (var event = next(); event.isPresent(); event = next()) {
      events.add(event.get());
    }
    return events;
  }

  /** Events up to and including the first control event that contains the given text. */
  public List<SseEvent> takeUntilControl(String text) {
    var events = new ArrayList<SseEvent>();
    do {
      events.add(take());
    } while (!(events.getLast().isControl() && events.getLast().data().contains(text)));
    return events;
  }

  /** Everything received so far, as text. */
  public String raw() {
    return raw.toString(StandardCharsets.UTF_8);
  }

  private static String value(String line, String field) {
    String value = line.substring(field.length());
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  private Optional<String> line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int next = read(body);
      if (next < 0) {
        return line.size() == 0
            ? Optional.empty()
            : Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      if (next == '\r') {
        // Looking ahead for the LF would block on a lone CR at the end of what was sent so far; a
        // server of ours sends none.
        int after = read(body);
        if (after != '\n' && after >= 0) {
          body.unread(after);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      if (next == '\n') {
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      line.write(next);
    }
  }

  private int read(InputStream in) throws IOException {
    int next = in.read();
    if (next >= 0) {
      raw.write(next);
    }
    return next;
  }

  @Override
  public void close() {
    connection.close();
  }
}
