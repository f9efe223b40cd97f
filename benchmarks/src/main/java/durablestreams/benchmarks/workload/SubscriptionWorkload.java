package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.http.PlainClient;
import durablestreams.benchmarks.load.WakeLedger;
import durablestreams.benchmarks.load.WakeWorkers;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many subscriptions over many streams: every append wakes exactly those that are linked to its
 * stream. Streams are in groups of 20. Most groups have a pull-wake subscription with a pattern and
 * a webhook with explicit links; a few subscriptions take one stream of every group, and two take
 * all streams.
 */
public record SubscriptionWorkload(int subscriptions, int streams, int rate) implements Workload {

  private static final int GROUP = 20;
  private static final int ACROSS = 8;
  private static final int WRITERS = 8;
  private static final int WAKE_STREAMS = 10;
  private static final Duration LATE_LIMIT = Duration.ofSeconds(20);
  private static final String TEXT = "text/plain";
  private static final byte[] MESSAGE = "x".repeat(64).getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "subscriptions-" + subscriptions;
  }

  @Override
  public String sentence() {
    return "%d subscriptions over %d streams, %d appends a second; from append to wake"
        .formatted(subscriptions, streams, rate);
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of(
        "subscriptions",
        Integer.toString(subscriptions),
        "streams",
        Integer.toString(streams),
        "rate",
        Integer.toString(rate));
  }

  @Override
  public Metric headline() {
    return Metric.P99;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.SUBSCRIPTIONS);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "SUBSCRIPTIONS_DEVELOPMENT", "on", "MAX_SUBSCRIPTIONS", Integer.toString(subscriptions));
  }

  @Override
  public Trial prepare(Session session) throws IOException {
    String root = session.newStreams(1).getFirst();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      names.add("%s/g%d/s%d".formatted(root, i / GROUP, i % GROUP));
    }
    session.batch().create(names, TEXT);
    return () -> run(session, root, names);
  }

  private Sample run(Session session, String root, List<String> names) throws IOException {
    String prefix = session.newStreams(1).getFirst();
    List<String> wakeStreams = session.newStreams(WAKE_STREAMS);
    session.batch().create(wakeStreams, "application/json");
    WakeLedger ledger = new WakeLedger();
    try (WakeWorkers workers = new WakeWorkers(session.endpoint(), ledger)) {
      Plan plan = new Plan(root, names, prefix, wakeStreams, workers, ledger);
      long began = System.nanoTime();
      plan.subscribe();
      double creating = (System.nanoTime() - began) / 1e9;
      wakeStreams.forEach(workers::follow);
      append(session, names, ledger, session.timing().warmUp());
      ledger.measureFromHere();
      session.begin();
      append(session, names, ledger, session.timing().measure());
      double seconds = session.end();
      session.loops().await(() -> ledger.missing() == 0, LATE_LIMIT);
      Sample sample =
          new Sample()
              .put(Metric.CREATES, subscriptions / creating)
              .put(Metric.DELIVERIES, ledger.wakes() / seconds)
              .putLatencies(ledger.latency())
              .put(Metric.LOST, ledger.missing())
              .put(Metric.REPEATED, ledger.wrong())
              .put(Metric.ERRORS, workers.errors());
      plan.unsubscribe();
      session.batch().delete(wakeStreams);
      return sample;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void append(Session session, List<String> names, WakeLedger ledger, Duration time)
      throws IOException {
    long start = System.nanoTime();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      long first = start + i * TimeUnit.SECONDS.toNanos(1) / rate;
      writers.add(
          CompletableFuture.runAsync(
              () -> write(session, names, ledger, first, start + time.toNanos()),
              task -> Thread.ofVirtual().start(task)));
    }
    try {
      writers.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw new IOException("a writer failed", e.getCause());
    }
  }

  private void write(Session session, List<String> names, WakeLedger ledger, long first, long end) {
    try (PlainClient client = session.client()) {
      for (long due = first; due < end; due += WRITERS * TimeUnit.SECONDS.toNanos(1) / rate) {
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        String stream = names.get(ThreadLocalRandom.current().nextInt(names.size()));
        String offset = client.append(stream, TEXT, MESSAGE);
        ledger.appended(stream, offset, System.nanoTime());
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** The subscriptions of one run. */
  private final class Plan {
    private final String root;
    private final List<String> names;
    private final String prefix;
    private final List<String> wakeStreams;
    private final WakeWorkers workers;
    private final WakeLedger ledger;
    private final List<String> ids = new ArrayList<>();

    Plan(
        String root,
        List<String> names,
        String prefix,
        List<String> wakeStreams,
        WakeWorkers workers,
        WakeLedger ledger) {
      this.root = root;
      this.names = names;
      this.prefix = prefix;
      this.wakeStreams = wakeStreams;
      this.workers = workers;
      this.ledger = ledger;
    }

    void subscribe() throws IOException, InterruptedException {
      int groups = streams / GROUP;
      pullWake(root + "/**", Set.copyOf(names));
      webhook("\"pattern\":\"" + root + "/**\"", Set.copyOf(names));
      for (int s = 0; s < ACROSS; s++) {
        Set<String> linked = new TreeSet<>();
        for (int g = 0; g < groups; g++) {
          linked.add("%s/g%d/s%d".formatted(root, g, s));
        }
        webhook("\"pattern\":\"%s/*/s%d\"".formatted(root, s), linked);
      }
      for (int g = 0; ids.size() < subscriptions; g = (g + 1) % groups) {
        List<String> group = names.subList(g * GROUP, (g + 1) * GROUP);
        if (ids.size() % 2 == 0) {
          pullWake("%s/g%d/*".formatted(root, g), Set.copyOf(group));
        } else {
          webhook("\"streams\":[\"" + String.join("\",\"", group) + "\"]", Set.copyOf(group));
        }
      }
    }

    private void pullWake(String pattern, Set<String> linked)
        throws IOException, InterruptedException {
      String wakeStream = wakeStreams.get(ids.size() % wakeStreams.size());
      create(
          "{\"type\":\"pull-wake\",\"pattern\":\"%s\",\"wake_stream\":\"%s\"}"
              .formatted(pattern, wakeStream),
          linked);
    }

    private void webhook(String members, Set<String> linked)
        throws IOException, InterruptedException {
      create(
          "{\"type\":\"webhook\",%s,\"webhook\":{\"url\":\"%s\"}}"
              .formatted(members, workers.url(ids.size())),
          linked);
    }

    private void create(String json, Set<String> linked) throws IOException, InterruptedException {
      String id = prefix + "-" + ids.size();
      ids.add(id);
      ledger.subscribe(id, linked);
      var answer = workers.control("PUT", id, "", json);
      if (answer.statusCode() != 201) {
        throw new IOException("PUT was answered with " + answer.statusCode() + answer.body());
      }
    }

    void unsubscribe() throws IOException, InterruptedException {
      for (String id : ids) {
        workers.control("DELETE", id, "", "");
      }
    }
  }
}
