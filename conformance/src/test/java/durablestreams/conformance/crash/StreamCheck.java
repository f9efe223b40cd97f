package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds a stream against all that its client knows of it, without changing it. */
final class StreamCheck {
  private final KnownStream known;
  private final TestStream stream;
  private final WireConnection connection;

  StreamCheck(KnownStream known, WireConnection connection) {
    this.known = known;
    this.stream = known.stream();
    this.connection = connection;
  }

  void run() throws IOException {
    if (known.isPurged()) {
      statuses(404);
    } else if (known.isDeleted()) {
      statuses(410);
      known.stream().put(known.contentType()).sendOn(connection).expect(409);
    } else {
      alive();
    }
  }

  private void statuses(int expected) throws IOException {
    stream.from("-1").sendOn(connection).expect(expected);
    stream.request("HEAD").sendOn(connection).expect(expected);
    stream.request("DELETE").sendOn(connection).expect(expected);
  }

  private void alive() throws IOException {
    HttpReply head = stream.request("HEAD").sendOn(connection).expect(200);
    known.tailIs(head.nextOffset());
    assertThat(head.has("Stream-Closed"))
        .as("whether %s is closed", known)
        .isEqualTo(known.isClosed());
    assertThat(head.required("Content-Type")).isEqualTo(known.contentType());
    assertThat(everythingFrom("-1")).as("content of %s", known).isEqualTo(known.content().from(0));
    for (Map.Entry<String, Integer> offset : known.offsets().entrySet()) {
      assertThat(everythingFrom(offset.getKey()))
          .as("%s from %s", known, offset.getKey())
          .isEqualTo(known.content().from(offset.getValue()));
    }
    if (!known.isClosed()) {
      producersAreRemembered();
    }
  }

  /** A producer that sends its last append again is told that it is there. */
  private void producersAreRemembered() throws IOException {
    for (Map.Entry<String, Long> producer : known.producers().entrySet()) {
      stream
          .post(known.contentType(), known.content().isJson() ? "[0]" : "again")
          .producer(producer.getKey(), 0, producer.getValue())
          .sendOn(connection)
          .expect(204);
    }
  }

  /** The pages from an offset on, taken together. */
  private String everythingFrom(String offset) throws IOException {
    boolean json = known.content().isJson();
    List<String> pages = new ArrayList<>();
    String next = offset;
    while (true) {
      HttpReply page = stream.from(next).sendOn(connection).expect(200);
      String text = page.text();
      if (json) {
        assertThat(text).as("a page of %s", known).startsWith("[").endsWith("]");
        text = text.substring(1, text.length() - 1);
      }
      if (!text.isEmpty()) {
        pages.add(text);
      }
      if (page.has("Stream-Up-To-Date")) {
        return json ? "[" + String.join(",", pages) + "]" : String.join("", pages);
      }
      assertThat(text).as("a page of %s before its end", known).isNotEmpty();
      next = page.nextOffset();
    }
  }
}
