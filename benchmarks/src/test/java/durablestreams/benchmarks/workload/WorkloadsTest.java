package durablestreams.benchmarks.workload;

import static durablestreams.benchmarks.http.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.ScriptedServer;
import durablestreams.benchmarks.server.Feature;
import durablestreams.benchmarks.server.RunningServer;
import durablestreams.benchmarks.server.UrlTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whole workloads against a server that only pretends, for what they ask and what they yield. */
class WorkloadsTest {

  private static final Timing SHORT = new Timing(Duration.ZERO, Duration.ofMillis(200));

  private final ConcurrentMap<String, AtomicInteger> methods = new ConcurrentHashMap<>();

  @Test
  void appendsAreCountedAndStreamsRemoved() throws IOException {
    Workload append = new AppendWorkload("append", "", 4, 2, 256, AppendWorkload.Kind.PRODUCER);

    Map<Metric, Double> sample = run(append);

    assertThat(sample.get(Metric.APPENDS)).isPositive();
    assertThat(sample.get(Metric.ERRORS)).isZero();
    assertThat(sample).containsKeys(Metric.P50, Metric.P99, Metric.P999, Metric.LONGEST);
    assertThat(methods.get("PUT")).hasValue(2);
    assertThat(methods.get("DELETE")).hasValue(2);
  }

  @Test
  void catchUpFillsTheStreamOnceAndReads() throws IOException {
    Map<Metric, Double> sample = run(new CatchUpWorkload(CatchUpWorkload.Tier.COLD, true, 1, 4));

    assertThat(methods.get("POST")).hasValue((4 << 20) / (64 << 10) + 1);
    assertThat(sample.get(Metric.ERRORS)).as("passes that were too short").isPositive();
  }

  @Test
  void scatteredStreamsAreAllWrittenAndOneIsRead() throws IOException {
    Map<Metric, Double> sample = run(new ScatteredReadWorkload(3, 5));

    assertThat(methods.get("PUT")).hasValue(3);
    assertThat(methods.get("POST")).hasValue(15);
    assertThat(sample.get(Metric.ERRORS)).as("passes that were too short").isPositive();
  }

  @Test
  void theLongRunIsHeldBelowTheHighestRate() throws IOException {
    Duration length = Duration.ofMillis(1500);
    Map<Metric, Double> sample = run(new SoakWorkload(length, 0.1, Duration.ofMillis(10)));

    assertThat(sample).containsKeys(Metric.SOAK_P999, Metric.APPENDS, Metric.HIGHEST);
    assertThat(sample.get(Metric.ERRORS)).isZero();
    assertThat(methods.get("PUT")).hasValue(1_500);
  }

  @Test
  void createdStreamsAreDeleted() throws IOException {
    Map<Metric, Double> sample = run(new CreateDeleteWorkload(200));

    assertThat(sample).containsKeys(Metric.CREATES, Metric.DELETES);
    assertThat(methods.get("PUT")).hasValue(200);
    assertThat(methods.get("DELETE")).hasValue(200);
  }

  @Test
  void aFreshServerIsWatchedSecondBySecond() throws IOException {
    AppendWorkload appends = new AppendWorkload("fresh", "", 4, 2, 256, AppendWorkload.Kind.BINARY);

    Map<Metric, Double> sample = run(new FreshAppendWorkload(appends, Duration.ofMillis(50)));

    assertThat(sample)
        .containsOnlyKeys(
            Metric.SECOND_1, Metric.SECOND_2, Metric.SECOND_5, Metric.SECOND_10, Metric.ERRORS);
    assertThat(sample.get(Metric.SECOND_10)).isPositive();
    assertThat(sample.get(Metric.ERRORS)).isZero();
  }

  @Test
  void theFirstReadFollowsAStartOnTheSameData() throws IOException {
    List<Integer> appendsBefore = new ArrayList<>();
    try (ScriptedServer scripted = new ScriptedServer(this::answer);
        Session session =
            session(new Restarted(scripted.endpoint(), () -> appendsBefore.add(count("POST"))))) {
      Workload.Trial trial = new FreshCatchUpWorkload(true).prepare(session);

      assertThat(appendsBefore).containsExactly((64 << 20) / (64 << 10));
      assertThat(methods).doesNotContainKey("GET");
      assertThat(trial.run().values()).containsKeys(Metric.FIRST_READ, Metric.READ_RATE);
    }
  }

  private int count(String method) {
    return methods.getOrDefault(method, new AtomicInteger()).get();
  }

  /** A server that notes when it is started again. */
  private record Restarted(Endpoint endpoint, Runnable note) implements RunningServer {

    @Override
    public void restart() {
      note.run();
    }

    @Override
    public void close() {}
  }

  private Map<Metric, Double> run(Workload workload) throws IOException {
    try (ScriptedServer server = new ScriptedServer(this::answer);
        Session session = session(new UrlTarget("test", server.endpoint()).start(Map.of()))) {
      return workload.prepare(session).run().values();
    }
  }

  private static Session session(RunningServer server) {
    Set<Feature> features = Set.of(Feature.APPEND, Feature.READ);
    return new Session(server, features, SHORT, "test", 2);
  }

  private boolean answer(String head, OutputStream out) throws IOException {
    String method = head.substring(0, head.indexOf(' '));
    methods.computeIfAbsent(method, name -> new AtomicInteger()).incrementAndGet();
    return method.equals("GET")
        ? respond(out, 200, "Stream-Up-To-Date: true\r\n", "[]")
        : respond(out, 204, "Stream-Next-Offset: 1\r\n", "");
  }
}
