package durablestreams.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.domain.offset.Offset;
import durablestreams.server.StreamException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalStreamTest {

  private final DurableStreams streams = DurableStreams.builder().inMemory().start();
  private final LocalStream stream = streams.stream("orders");

  @AfterEach
  void close() {
    streams.close();
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StreamException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void createsOnceAndConfirmsThat() {
    assertThat(stream.create("application/json")).isTrue();
    assertThat(stream.create("application/json")).isFalse();
    assertRefused(Reason.CONFLICT, () -> stream.create("text/plain"));
  }

  @Test
  void jsonHasMessagesAndBytesHaveNone() {
    stream.create(NewStream.json().messages("[1]"));
    stream.append("[{\"a\":2},3]");
    StreamPage page = stream.read();
    assertThat(page.texts()).containsExactly("1", "{\"a\":2}", "3");
    assertThat(new String(page.body(), StandardCharsets.UTF_8)).isEqualTo("[1,{\"a\":2},3]");
    LocalStream bytes = streams.stream("bytes");
    bytes.create("application/octet-stream");
    bytes.append(new byte[] {1, 2});
    bytes.append(new byte[] {3});
    assertThat(bytes.read().messages()).containsExactly(new byte[] {1, 2, 3});
  }

  @Test
  void pagesFollowEachOtherToTheEnd() {
    stream.create("text/plain");
    String part = "x".repeat(700_000);
    for (int i = 0; i < 5; i++) {
      stream.append(part);
    }
    List<StreamPage> pages = new ArrayList<>();
    StreamPage page = stream.read();
    pages.add(page);
    while (!page.upToDate()) {
      page = stream.read(page.next());
      pages.add(page);
    }
    assertThat(pages).hasSizeGreaterThan(1);
    assertThat(pages.stream().mapToInt(p -> p.body().length).sum()).isEqualTo(5 * part.length());
    StreamPage none = stream.read(page.next());
    assertThat(none.messages()).isEmpty();
    assertThat(none.next()).isEqualTo(page.next());
    assertRefused(Reason.BAD_OFFSET, () -> stream.read(new Offset(7, 7)));
  }

  @Test
  void aContentTypeThatHttpCannotCarryIsRefused() {
    for (String type : List.of("text/plain;a=\"{{{{{{{{{{{{\"", "text/plain;a=\"\r\nb: c\"")) {
      assertThatThrownBy(() -> stream.create(type)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(stream.create("text/plain")).as("nothing is there").isTrue();
  }

  @Test
  void aProducerIsStoredOnce() {
    stream.create("application/json");
    Append first = Append.of("1").producer("p", 0, 0);
    assertThat(stream.append(first).duplicate()).isFalse();
    assertThat(stream.append(first).duplicate()).isTrue();
    assertThat(stream.read().texts()).containsExactly("1");
    assertRefused(Reason.PRODUCER, () -> stream.append(Append.of("3").producer("p", 0, 2)));
    assertRefused(
        Reason.SEQUENCE,
        () -> {
          stream.append(Append.of("2").sequence("b"));
          stream.append(Append.of("3").sequence("a"));
        });
  }

  @Test
  void aClosedStreamTakesNothing() {
    stream.create("application/json");
    assertThat(stream.append(Append.of("1").close()).closed()).isTrue();
    assertThat(stream.read().closed()).isTrue();
    assertThat(stream.close().closed()).isTrue();
    assertThat(stream.describe().closed()).isTrue();
    assertRefused(Reason.CLOSED, () -> stream.append("2"));
  }

  @Test
  void wrongMessagesAreRefused() {
    stream.create("application/json");
    assertRefused(Reason.BAD_MESSAGES, () -> stream.append("{"));
    assertRefused(Reason.BAD_MESSAGES, () -> stream.append(""));
  }

  @Test
  void aForkSharesTheBeginning() {
    stream.create(NewStream.json().messages("[1,2]"));
    Offset two = stream.describe().tail();
    stream.append("3");
    LocalStream fork = streams.stream("fork");
    fork.create(NewStream.forkOf("orders", two));
    fork.append("4");
    assertThat(fork.read().texts()).containsExactly("1", "2", "4");
    stream.delete();
    assertRefused(Reason.GONE, stream::read);
    assertRefused(
        Reason.NOT_FOUND, () -> streams.stream("other").create(NewStream.forkOf("missing")));
  }

  @Test
  void aDeletedStreamIsGone() {
    stream.create("text/plain");
    stream.delete();
    assertRefused(Reason.NOT_FOUND, stream::read);
    assertRefused(Reason.NOT_FOUND, stream::delete);
    assertRefused(Reason.NOT_FOUND, stream::describe);
    assertRefused(Reason.NOT_FOUND, () -> stream.append("x"));
  }
}
