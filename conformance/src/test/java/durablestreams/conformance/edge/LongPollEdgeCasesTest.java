package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long-polls (protocol 5.7, 10.1): cursors, waking, closing, deleting. */
@OnEveryStore
class LongPollEdgeCasesTest {
  private final TestStream stream;

  LongPollEdgeCasesTest(StreamServer server) {
    this.stream = server.unusedStream();
  }

  @Test
  void aTimeoutTellsOffsetUpToDateAndAGreaterCursor() {
    stream.created(TEXT);
    String tail = stream.append(TEXT, "x");
    HttpReply first = stream.longPoll(tail).send().expect(204);
    assertThat(first.nextOffset()).isEqualTo(tail);
    assertThat(first.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(first.has("Stream-Closed")).isFalse();
    assertThat(first.required("Stream-Cursor")).matches("\\d+");
    assertThat(first.required("Cache-Control")).contains("no-store");

    long cursor = Long.parseLong(first.required("Stream-Cursor"));
    HttpReply second =
        stream.get("cursor=" + cursor + "&live=long-poll&offset=" + tail).send().expect(204);
    assertThat(Long.parseLong(second.required("Stream-Cursor"))).isGreaterThan(cursor);
  }

  @Test
  void aCursorFromTheFutureIsOvertakenAndAStrangeOneIsNoFault() {
    stream.created(TEXT).append(TEXT, "x");
    long ahead = 123_456_789_012L;
    HttpReply reply =
        stream.get("cursor=" + ahead + "&live=long-poll&offset=-1").send().expect(200);
    assertThat(Long.parseLong(reply.required("Stream-Cursor"))).isGreaterThan(ahead);

    for (String strange :
        new String[] {
          "", "abc", "-5", "1.5", "99999999999999999999999", "9223372036854775807", "%00"
        }) {
      HttpReply other = stream.get("cursor=" + strange + "&live=long-poll&offset=-1").send();
      assertThat(other.status()).as(strange).isIn(200, 400);
    }
  }

  @Test
  void dataThatIsThereIsGivenAtOnce() {
    stream.created(JSON).append(JSON, "[1,2]");
    HttpReply page = stream.longPoll("-1").send().expect(200);
    assertThat(page.text()).isEqualTo("[1,2]");
    assertThat(page.nextOffset()).isEqualTo(stream.tail());
    assertThat(page.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(page.required("Stream-Cursor")).matches("\\d+");
  }

  /** As a cache asks whose answer is no longer fresh. */
  @Test
  void dataThatTheClientHasIsNotSentAgain() {
    stream.created(TEXT).append(TEXT, "x");
    String tag = stream.longPoll(START).send().expect(200).required("ETag");
    HttpReply known = stream.longPoll(START).header("If-None-Match", tag).send().expect(304);
    assertThat(known.body()).isEmpty();
    assertThat(known.required("ETag")).isEqualTo(tag);
    assertThat(known.nextOffset()).isEqualTo(stream.tail());
    assertThat(known.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(known.required("Stream-Cursor")).matches("\\d+");

    stream.close().send().expect(204);
    assertThat(stream.longPoll(START).header("If-None-Match", tag).send().expect(200).text())
        .isEqualTo("x");
  }

  @Test
  void anAppendWakesEveryWaiter() throws IOException {
    stream.created(JSON);
    String tail = stream.append(JSON, "0");
    try (var waiters = waiting(8, tail)) {
      String after = stream.append(JSON, "[1,2]");
      for (HttpReply reply : waiters.replies()) {
        assertThat(reply.expect(200).text()).isEqualTo("[1,2]");
        assertThat(reply.nextOffset()).isEqualTo(after);
        assertThat(reply.has("Stream-Closed")).isFalse();
      }
    }
  }

  @Test
  void nowWaitsForWhatComesNext() throws IOException {
    stream.created(TEXT).append(TEXT, "history");
    try (var waiters = waiting(2, "now")) {
      stream.append(TEXT, "news");
      for (HttpReply reply : waiters.replies()) {
        if (reply.status() == 200) {
          assertThat(reply.text()).isEqualTo("news");
        } else {
          // The append came before the server had begun to wait: the tail it names is then after
          // it.
          assertThat(reply.expect(204).nextOffset()).isEqualTo(stream.tail());
        }
      }
    }
  }

  @Test
  void aCloseWakesEveryWaiter() throws IOException {
    stream.created(TEXT);
    String tail = stream.append(TEXT, "x");
    try (var waiters = waiting(4, tail)) {
      stream.close().send().expect(204);
      for (HttpReply reply : waiters.replies()) {
        assertThat(reply.expect(204).required("Stream-Closed")).isEqualTo("true");
        assertThat(reply.required("Stream-Up-To-Date")).isEqualTo("true");
        assertThat(reply.nextOffset()).isEqualTo(tail);
      }
    }
  }

  @Test
  void anAppendThatClosesWakesWithTheDataAndTheEnd() throws IOException {
    stream.created(TEXT);
    try (var waiters = waiting(4, START)) {
      String end = stream.post(TEXT, "bye").closing().send().expect(204).nextOffset();
      for (HttpReply reply : waiters.replies()) {
        assertThat(reply.expect(200).text()).isEqualTo("bye");
        assertThat(reply.nextOffset()).isEqualTo(end);
        assertThat(reply.required("Stream-Closed")).isEqualTo("true");
      }
    }
  }

  @Test
  void aDeleteAnswersWaitersWith404() throws IOException {
    stream.created(TEXT);
    String tail = stream.append(TEXT, "x");
    try (var waiters = waiting(4, tail)) {
      stream.delete().expect(204);
      waiters.replies().forEach(reply -> reply.expect(404));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "tail"})
  void aClosedTailIsAnsweredAtOnce(String where) {
    stream.put(TEXT).closing().body("x").send().expect(201);
    String offset = where.equals("tail") ? stream.tail() : where;
    HttpReply end = stream.longPoll(offset).send().expect(204);
    assertThat(end.required("Stream-Closed")).isEqualTo("true");
    assertThat(end.required("Stream-Up-To-Date")).isEqualTo("true");
    assertThat(end.nextOffset()).isEqualTo(stream.tail());
  }

  @Test
  void aWaiterThatLeavesDisturbsNoOther() throws IOException {
    stream.created(TEXT);
    for (int i = 0; i < 20; i++) {
      try (var connection = stream.server().connect()) {
        connection.resetOnClose();
        connection.write(stream.longPoll(START).bytes());
      }
    }
    try (var waiters = waiting(1, START)) {
      stream.append(TEXT, "x");
      waiters.replies().forEach(reply -> assertThat(reply.expect(200).text()).isEqualTo("x"));
    }
  }

  private Waiters waiting(int count, String offset) throws IOException {
    var waiters = new Waiters(new ArrayList<>());
    for (int i = 0; i < count; i++) {
      var connection = stream.server().connect();
      waiters.connections().add(connection);
      connection.write(stream.longPoll(offset).bytes());
    }
    return waiters;
  }

  private record Waiters(ArrayList<WireConnection> connections) implements AutoCloseable {
    List<HttpReply> replies() throws IOException {
      var replies = new ArrayList<HttpReply>();
      for (var connection : connections) {
        replies.add(connection.readReply("GET"));
      }
      return replies;
    }

    @Override
    public void close() {
      connections.forEach(WireConnection::close);
    }
  }
}
