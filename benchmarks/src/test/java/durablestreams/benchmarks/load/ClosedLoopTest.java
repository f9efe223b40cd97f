package durablestreams.benchmarks.load;

import static durablestreams.benchmarks.http.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.LoopGroup;
import durablestreams.benchmarks.http.Requests;
import durablestreams.benchmarks.http.ScriptedServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final LoopGroup loops = new LoopGroup(2);
  private final AtomicInteger requests = new AtomicInteger();

  @AfterEach
  void stop() {
    loops.close();
  }

  @Test
  void sendsEveryRequestOnceAndCountsAnswersByStatus() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer((head, out) ->
            respond(out, requests.incrementAndGet() % 5 == 0 ? 409 : 200, "", "ok"))) {
      Tally tally = run(server.endpoint(), 10, 10);

      assertThat(requests).hasValue(100);
      assertThat(tally.successes()).isEqualTo(80);
      assertThat(tally.failures()).isEqualTo(Map.of(409, 20L));
      assertThat(tally.latency().longestMillis()).isPositive();
    }
  }

  @Test
  void goesOnWhenConnectionsBreak() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (head, out) -> requests.incrementAndGet() % 10 != 0 && respond(out, 204, "", ""))) {
      Tally tally = run(server.endpoint(), 1, 20);

      assertThat(tally.successes()).isEqualTo(18);
      assertThat(tally.failures()).isEqualTo(Map.of(Tally.BROKEN, 2L));
    }
  }

  @Test
  void writesBodiesLargerThanTheSocketTakes() throws IOException {
    try (ScriptedServer server = new ScriptedServer((head, out) -> respond(out, 204, "", ""))) {
      byte[] body = Payloads.binary(20_000_000);
      AppendRequests appends =
          AppendRequests.plain(server.endpoint(), List.of("a"), "text/plain", body);
      AtomicInteger left = new AtomicInteger(3);
      ClosedLoop loop = new ClosedLoop(loops, server.endpoint());
      loop.add(
          () -> left.getAndDecrement() > 0 ? appends.next() : RequestSource.END, Pace.unlimited());
      loop.enter(Phase.MEASURE);
      loop.start();

      assertThat(loops.await(loop::exhausted, LIMIT)).isTrue();
      assertThat(loop.finish().successes()).isEqualTo(3);
      assertThat(loop.sentBytes()).isGreaterThan(60_000_000L);
    }
  }

  @Test
  void countsNothingWhileWarmingUpButErrors() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (head, out) -> respond(out, requests.incrementAndGet() == 1 ? 500 : 200, "", ""))) {
      ClosedLoop loop = loop(server.endpoint(), 1, 10);
      loop.start();

      assertThat(loops.await(loop::exhausted, LIMIT)).isTrue();
      Tally tally = loop.finish();
      assertThat(tally.successes()).isZero();
      assertThat(tally.failures()).isEqualTo(Map.of(500, 1L));
    }
  }

  @Test
  void batchSaysWhatWentWrong() throws IOException {
    try (ScriptedServer server = new ScriptedServer((head, out) -> respond(out, 503, "", ""))) {
      Batch batch = new Batch(loops, server.endpoint(), LIMIT);

      assertThatThrownBy(() -> batch.create(List.of("a", "b"), "text/plain"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("create of 2 streams: 0 done")
          .hasMessageContaining("503=2");
    }
  }

  @Test
  void batchGoesThroughAll() throws IOException {
    try (ScriptedServer server = new ScriptedServer((head, out) -> respond(out, 201, "", ""))) {
      List<String> streams = IntStream.range(0, 500).mapToObj(i -> "s" + i).toList();

      Batch.Result result =
          new Batch(loops, server.endpoint(), LIMIT).create(streams, "text/plain");

      assertThat(result.tally().successes()).isEqualTo(500);
      assertThat(result.rate()).isPositive();
    }
  }

  private Tally run(Endpoint endpoint, int connections, int each) {
    ClosedLoop loop = loop(endpoint, connections, each);
    loop.enter(Phase.MEASURE);
    loop.start();
    assertThat(loops.await(loop::exhausted, LIMIT)).isTrue();
    return loop.finish();
  }

  private ClosedLoop loop(Endpoint endpoint, int connections, int each) {
    ClosedLoop loop = new ClosedLoop(loops, endpoint);
    byte[] request = Requests.delete(endpoint, "a");
    for (int i = 0; i < connections; i++) {
      AtomicInteger left = new AtomicInteger(each);
      loop.add(
          () ->
              left.getAndDecrement() > 0
                  ? new RequestSource.Outgoing(ByteBuffer.wrap(request), RequestSource.NO_BODY)
                  : RequestSource.END,
          Pace.unlimited());
    }
    return loop;
  }
}
