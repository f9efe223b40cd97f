package durablestreams.benchmarks.load;

import static durablestreams.benchmarks.http.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.benchmarks.http.LoopGroup;
import durablestreams.benchmarks.http.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadersTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int SIZE = 32;

  private final LoopGroup loops = new LoopGroup(2);
  private final CountDownLatch measuring = new CountDownLatch(1);

  @AfterEach
  void stop() {
    loops.close();
  }

  @Test
  void catchUpFollowsPagesToTheTail() throws IOException {
    try (ScriptedServer server = new ScriptedServer(this::threePages)) {
      CatchUpReaders readers = new CatchUpReaders(loops, server.endpoint(), "s", 3, 30);
      readers.enter(Phase.MEASURE);
      measuring.countDown();
      assertThat(loops.await(readers::allWarm, LIMIT)).isTrue();
      CatchUpReaders.Result result = readers.finish();

      assertThat(result.bytes()).isGreaterThanOrEqualTo(90);
      assertThat(result.passes().successes()).isGreaterThanOrEqualTo(3);
      assertThat(result.passes().errors()).isZero();
      assertThat(result.pagesPerPass()).isEqualTo(3.0);
    }
  }

  @Test
  void catchUpNoticesWhatIsMissing() throws IOException {
    try (ScriptedServer server = new ScriptedServer(this::threePages)) {
      CatchUpReaders readers = new CatchUpReaders(loops, server.endpoint(), "s", 1, 31);
      readers.enter(Phase.MEASURE);
      measuring.countDown();
      assertThat(loops.await(readers::allWarm, LIMIT)).isTrue();
      CatchUpReaders.Result result = readers.finish();

      assertThat(result.passes().successes()).isZero();
      assertThat(result.passes().failures()).containsKey(Tally.SHORT);
    }
  }

  /** A stream of three pages, which nobody is given before the measuring has begun. */
  private boolean threePages(String head, OutputStream out)
      throws IOException, InterruptedException {
    measuring.await(20, TimeUnit.SECONDS);
    String next = head.contains("offset=-1 ") ? "a" : head.contains("offset=a ") ? "b" : "c";
    String tail = next.equals("c") ? "Stream-Up-To-Date: true\r\n" : "";
    return respond(out, 200, "Stream-Next-Offset: " + next + "\r\n" + tail, "0123456789");
  }

  @Test
  void longPollersWakeTogetherAndAskAgain() throws IOException {
    CountDownLatch message = new CountDownLatch(1);
    AtomicInteger second = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer((head, out) -> {
          if (head.contains("offset=start&live=long-poll ")) {
            message.await(20, TimeUnit.SECONDS);
            String headers = "Stream-Next-Offset: next\r\nStream-Cursor: 7\r\n";
            return respond(out, 200, headers, "message");
          }
          if (head.contains("offset=next&live=long-poll&cursor=7 ")) {
            second.incrementAndGet();
          }
          return respond(out, 409, "", "");
        })) {
      LongPollWaiters waiters = new LongPollWaiters(loops, server.endpoint(), "s", "start", 5);
      assertThat(loops.await(waiters::allWaiting, LIMIT)).isTrue();
      waiters.begin(true);
      message.countDown();
      assertThat(loops.await(() -> waiters.wakes() == 5 && second.get() == 5, LIMIT)).isTrue();
      Tally tally = waiters.finish();

      assertThat(tally.successes()).isEqualTo(5);
      assertThat(tally.failures().keySet()).isSubsetOf(409);
    }
  }

  @Test
  void sseReadersResumeWhereTheyWere() throws IOException {
    Broadcast broadcast = broadcast(5);
    try (ScriptedServer server =
        new ScriptedServer((head, out) -> {
          int from = Integer.parseInt(head.replaceAll("(?s).*offset=o(\\d+)&.*", "$1"));
          return events(out, from, Math.min(5, from + 2));
        })) {
      SseReaders readers = readers(server, broadcast, 3);
      readers.open(LIMIT);
      assertThat(loops.await(() -> readers.slowest() == 5, LIMIT)).isTrue();
      assertThat(readers.delivered()).isEqualTo(15);
      SseReaders.Result result = readers.finish();

      assertThat(result.lost()).isZero();
      assertThat(result.repeated()).isZero();
      assertThat(result.reopened()).isGreaterThanOrEqualTo(6);
      assertThat(result.deliveries().successes()).isEqualTo(15);
      assertThat(result.deliveries().errors()).isZero();
    }
  }

  @Test
  void sseReadersCountWhatIsLostAndWhatComesTwice() throws IOException {
    Broadcast broadcast = broadcast(5);
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer((head, out) -> {
          out.write(ScriptedServer.text("HTTP/1.1 200 OK\r\n\r\n"));
          for (int number : new int[] {0, 1, 1, 3}) {
            out.write(StampedMessage.of(number, SIZE));
          }
          end.await(20, TimeUnit.SECONDS);
          return false;
        })) {
      SseReaders readers = readers(server, broadcast, 1);
      readers.open(LIMIT);
      assertThat(loops.await(() -> readers.slowest() == 4, LIMIT)).isTrue();
      assertThat(readers.delivered()).isEqualTo(3);
      SseReaders.Result result = readers.finish();
      end.countDown();

      assertThat(result.lost()).isEqualTo(2);
      assertThat(result.repeated()).isEqualTo(1);
    }
  }

  @Test
  void sseReadersThatAreNotLetInAreReported() throws IOException {
    try (ScriptedServer server = new ScriptedServer((head, out) -> respond(out, 503, "", ""))) {
      SseReaders readers = readers(server, broadcast(0), 2);

      assertThatThrownBy(() -> readers.open(Duration.ofMillis(300)))
          .isInstanceOf(IOException.class)
          .hasMessage("only 0 of 2 readers were let in");
      assertThat(readers.finish().deliveries().failures()).containsOnlyKeys(503);
    }
  }

  private SseReaders readers(ScriptedServer server, Broadcast broadcast, int count) {
    return new SseReaders(loops, server.endpoint(), "s", broadcast, count, SIZE);
  }

  /** Messages that have all been sent; the offset behind message n is "o(n+1)". */
  private static Broadcast broadcast(int messages) {
    Broadcast broadcast = new Broadcast("o0", 10);
    broadcast.measureFromHere();
    for (int i = 0; i < messages; i++) {
      broadcast.acknowledged(broadcast.sending(), "o" + (i + 1));
    }
    return broadcast;
  }

  private static boolean events(OutputStream out, int from, int to) throws IOException {
    out.write(ScriptedServer.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (int number = from; number < to; number++) {
      out.write(ScriptedServer.text("%x\r\n".formatted(SIZE + 8)));
      out.write(ScriptedServer.text("data: "));
      out.write(StampedMessage.of(number, SIZE));
      out.write(ScriptedServer.text("\n\n\r\n"));
    }
    out.write(ScriptedServer.text("0\r\n\r\n"));
    return true;
  }

  @Test
  void broadcastKnowsWhatIsMeasured() {
    Broadcast broadcast = new Broadcast("start", 3);
    broadcast.acknowledged(broadcast.sending(), "a");
    broadcast.measureFromHere();
    broadcast.sending();
    broadcast.measureUntilHere();
    broadcast.sending();

    assertThat(broadcast.full()).isTrue();
    assertThat(broadcast.measured()).isEqualTo(1);
    assertThat(Map.of(0L, broadcast.measured(0), 1L, broadcast.measured(1)))
        .isEqualTo(Map.of(0L, false, 1L, true));
    assertThat(broadcast.offsetBefore(0)).isEqualTo("start");
    assertThat(broadcast.offsetBefore(1)).isEqualTo("a");
    assertThat(broadcast.offsetBefore(2)).isEmpty();
  }
}
