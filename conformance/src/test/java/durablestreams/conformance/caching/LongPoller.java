package durablestreams.conformance.caching;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A reader of a JSON stream that long-polls from its start to its end on one connection, and echoes
 * offsets and cursors as the protocol asks.
 */
final class LongPoller implements Runnable {
  private final StreamServer server;
  private final String path;
  private final StringBuilder messages = new StringBuilder();
  private volatile int received;
  private volatile int answers;

  LongPoller(StreamServer server, String path) {
    this.server = server;
    this.path = path;
  }

  /** How many messages came so far; no message holds a brace within. */
  int received() {
    return received;
  }

  /** How many requests were answered so far. */
  int answers() {
    return answers;
  }

  /** All messages with commas between them, once the stream has ended. */
  String messages() {
    return messages.toString();
  }

  @Override
  public void run() {
    String offset = TestStream.START;
    String cursor = "";
    try (WireConnection connection = server.connect()) {
      while (true) {
        HttpReply reply =
            server
                .request("GET", path + "?" + cursor + "live=long-poll&offset=" + offset)
                .sendOn(connection);
        if (reply.status() != 200 && reply.status() != 204) {
          throw new AssertionError("neither data nor the news that there is none: " + reply);
        }
        answers = answers + 1;
        take(reply.text());
        if (reply.has("Stream-Closed")) {
          return;
        }
        offset = reply.nextOffset();
        cursor = "cursor=" + reply.required("Stream-Cursor") + "&";
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(String json) {
    if (json.isEmpty()) {
      return;
    }
    if (!messages.isEmpty()) {
      messages.append(',');
    }
    messages.append(json, 1, json.length() - 1);
    received += (int) json.chars().filter(c -> c == '{').count();
  }
}
