package durablestreams.conformance.soak;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireRequest;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A stream from its creation to its end: appends, reads, a fork, and a close, a delete or an
 * expiry. Requests that get no answer, because the server was killed, are repeated; producer
 * headers make that safe.
 */
final class StreamLife {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int MOST_APPENDS = 400;
  private static final int MOST_BYTES = 4_000;
  private static final int TTL_SECONDS = 20;

  private final StreamServer server;
  private final TestStream stream;
  private final Random random;
  private final String type;
  private final List<String> messages = new ArrayList<>();

  StreamLife(StreamServer server, String name, Random random) {
    this.server = server;
    this.stream = server.stream(name);
    this.random = random;
    this.type = random.nextBoolean() ? TestStream.JSON : TestStream.TEXT;
  }

  /** Lives it, and throws when the server breaks its word. */
  void run() throws InterruptedException {
    WireRequest creation = stream.put(type);
    int ending = random.nextInt(4);
    if (ending == 0) {
      creation = creation.header("Stream-TTL", Integer.toString(TTL_SECONDS));
    } else if (ending == 1) {
      Instant end = Instant.now().plus(90, ChronoUnit.SECONDS).truncatedTo(ChronoUnit.SECONDS);
      creation = creation.header("Stream-Expires-At", end.toString());
    }
    answered(creation, Set.of(200, 201));
    int appends = 1 + random.nextInt(MOST_APPENDS);
    int forkAt = random.nextInt(3) == 0 ? random.nextInt(appends) : -1;
    String tail = TestStream.START;
    for (int i = 0; i < appends; i++) {
      HttpReply reply = append(stream, messages, i);
      if (reply.status() == 404 && ending == 1) {
        return;
      }
      if (i % 50 == 7 && !follow(tail)) {
        return;
      }
      tail = reply.nextOffset();
      if (i == forkAt) {
        fork(tail);
      }
      Thread.sleep(random.nextInt(100));
    }
    if (ending == 1) {
      return;
    }
    check(stream, messages);
    if (ending == 2) {
      answered(stream.close(), Set.of(200, 204));
      check(stream, messages);
    }
    if (ending > 0) {
      answered(stream.request("DELETE"), Set.of(204, 404));
      answered(stream.request("HEAD"), Set.of(404, 410));
    }
  }

  private HttpReply append(TestStream to, List<String> expected, int number)
      throws InterruptedException {
    String text = number + ".".repeat(random.nextInt(MOST_BYTES));
    String message = type.equals(TestStream.JSON) ? "\"" + text + "\"" : "<" + text + ">";
    WireRequest request = to.post(type, message).producer("writer", 0, number);
    HttpReply reply = answered(request, Set.of(200, 204, 404));
    if (reply.status() != 404) {
      expected.add(message);
    }
    return reply;
  }

  /** A live read of what has just been appended; false when the stream expired. */
  private boolean follow(String from) throws InterruptedException {
    HttpReply reply = answered(stream.longPoll(from), Set.of(200, 404));
    if (reply.status() == 200 && reply.body().length == 0) {
      throw new AssertionError("a live read of what was appended is empty: " + reply);
    }
    return reply.status() == 200;
  }

  private void fork(String at) throws InterruptedException {
    TestStream fork = server.stream(stream.path().substring(StreamServer.STREAMS.length()) + "-f");
    List<String> expected = new ArrayList<>(messages);
    HttpReply created =
        answered(
            fork.put(type)
                .header("Stream-Forked-From", stream.path())
                .header("Stream-Fork-Offset", at),
            Set.of(200, 201, 404));
    if (created.status() == 404) {
      return;
    }
    for (int i = 0; i < 5; i++) {
      if (append(fork, expected, i).status() == 404) {
        return; // it ends with its source, unless it has an end of its own
      }
    }
    check(fork, expected);
    answered(fork.request("DELETE"), Set.of(204, 404));
  }

  private void check(TestStream of, List<String> expected) throws InterruptedException {
    boolean json = type.equals(TestStream.JSON);
    StringBuilder read = new StringBuilder();
    String from = "-1";
    while (true) {
      HttpReply page = answered(of.from(from), Set.of(200, 404));
      if (page.status() == 404) {
        return;
      }
      read.append(new String(page.body(), StandardCharsets.UTF_8));
      if (page.has("Stream-Up-To-Date")) {
        break;
      }
      from = page.nextOffset();
    }
    String text = json ? read.toString().replace("][", ",") : read.toString();
    String wanted = json ? "[" + String.join(",", expected) + "]" : String.join("", expected);
    if (!text.equals(wanted)) {
      throw new AssertionError(
          "%s has %d characters where %d were appended"
              .formatted(of.path(), text.length(), wanted.length()));
    }
  }

  /** Sends until there is an answer that is no refusal for now. */
  private static HttpReply answered(WireRequest request, Set<Integer> expected)
      throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      try {
        HttpReply reply = request.send();
        if (expected.contains(reply.status())) {
          return reply;
        }
        last = reply.toString();
        if (reply.status() != 503 && reply.status() != 429) {
          throw new AssertionError(request.method() + " " + request.target() + ": " + last);
        }
      } catch (UncheckedIOException e) {
        last = String.valueOf(e.getMessage());
      }
      Thread.sleep(PAUSE);
    }
    throw new AssertionError(request.target() + " was not answered: " + last);
  }
}
