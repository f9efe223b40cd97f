package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.http.PlainClient;
import durablestreams.benchmarks.load.Broadcast;
import durablestreams.benchmarks.load.SseReaders;
import durablestreams.benchmarks.load.StampedMessage;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Fan-out of one writer's messages to many SSE readers.
 *
 * <p>At a fixed rate the writer sends on schedule, or as fast as it is let when the server is too
 * slow for that. At the saturating rate it sends as fast as it can, never more than a window ahead
 * of the slowest reader, so that the time of a delivery stays finite.
 *
 * @param readers readers of the one stream
 * @param rate messages a second, or 0 for the saturating rate
 */
public record SseWorkload(int readers, int rate) implements Workload {

  private static final int MESSAGE_BYTES = 256;
  private static final int WINDOW = 64;
  private static final int MOST_MESSAGES = 1_000_000;
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);
  private static final Duration LATE_LIMIT = Duration.ofSeconds(10);
  private static final String CONTENT_TYPE = "text/plain";

  @Override
  public String name() {
    return "sse-" + readers + (rate == 0 ? "-max" : "-at-" + rate);
  }

  @Override
  public String sentence() {
    return readers
        + " SSE readers of one stream, "
        + (rate == 0 ? "messages as fast as they are delivered" : rate + " messages a second");
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of(
        "readers",
        Integer.toString(readers),
        "rate",
        Integer.toString(rate),
        "bytes",
        Integer.toString(MESSAGE_BYTES),
        "window",
        rate == 0 ? Integer.toString(WINDOW) : "none");
  }

  @Override
  public Metric headline() {
    return rate == 0 ? Metric.DELIVERIES : Metric.P99;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.SSE);
  }

  @Override
  public Trial prepare(Session session) {
    return () -> run(session);
  }

  private Sample run(Session session) throws IOException {
    String stream = session.newStreams(1).getFirst();
    try (PlainClient client = session.client()) {
      Broadcast broadcast = new Broadcast(client.create(stream, CONTENT_TYPE), MOST_MESSAGES);
      SseReaders crowd =
          new SseReaders(
              session.loops(), session.endpoint(), stream, broadcast, readers, MESSAGE_BYTES);
      crowd.open(OPEN_LIMIT);
      Writer writer = new Writer(session, client, stream, broadcast, crowd);
      writer.write(session.timing().warmUp());
      broadcast.measureFromHere();
      session.begin();
      long before = crowd.delivered();
      writer.write(session.timing().measure());
      long delivered = crowd.delivered() - before;
      double seconds = session.end();
      broadcast.measureUntilHere();
      session.loops().await(() -> crowd.slowest() >= broadcast.sent(), LATE_LIMIT);
      SseReaders.Result result = crowd.finish();
      client.delete(stream);
      return new Sample()
          .put(Metric.DELIVERIES, delivered / seconds)
          .put(Metric.MESSAGES, broadcast.measured() / seconds)
          .putLatencies(result.deliveries().latency())
          .put(Metric.LOST, result.lost())
          .put(Metric.REPEATED, result.repeated())
          .put(Metric.REOPENED, result.reopened())
          .put(Metric.ERRORS, result.deliveries().errors());
    }
  }

  /** The one writer, on the thread that runs the workload. */
  private final class Writer {

    private final Session session;
    private final PlainClient client;
    private final String stream;
    private final Broadcast broadcast;
    private final SseReaders crowd;
    private long slowest;

    Writer(
        Session session, PlainClient client, String stream, Broadcast broadcast, SseReaders crowd) {
      this.session = session;
      this.client = client;
      this.stream = stream;
      this.broadcast = broadcast;
      this.crowd = crowd;
    }

    void write(Duration time) throws IOException {
      long due = System.nanoTime();
      long end = due + time.toNanos();
      while (due < end && System.nanoTime() < end && !broadcast.full()) {
        if (rate == 0) {
          awaitWindow();
        } else {
          awaitTime(due);
          due += TimeUnit.SECONDS.toNanos(1) / rate;
        }
        int number = broadcast.sending();
        byte[] message = StampedMessage.of(number, MESSAGE_BYTES);
        broadcast.acknowledged(number, client.append(stream, CONTENT_TYPE, message));
      }
    }

    private void awaitTime(long due) {
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
    }

    private void awaitWindow() throws IOException {
      long end = System.nanoTime() + LATE_LIMIT.toNanos();
      while (broadcast.sent() - slowest >= WINDOW) {
        slowest = crowd.slowest();
        if (broadcast.sent() - slowest < WINDOW) {
          return;
        }
        session.loops().check();
        if (System.nanoTime() > end) {
          throw new IOException(
              "a reader stands still at message %d of %d".formatted(slowest, broadcast.sent()));
        }
        LockSupport.parkNanos(50_000);
      }
    }
  }
}
