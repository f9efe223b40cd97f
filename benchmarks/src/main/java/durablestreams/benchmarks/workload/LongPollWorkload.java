package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.http.PlainClient;
import durablestreams.benchmarks.load.LongPollWaiters;
import durablestreams.benchmarks.load.Payloads;
import durablestreams.benchmarks.load.Tally;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The time from an append to the answers of all who wait for it by long-poll.
 *
 * @param waiters waiters on the one stream
 */
public record LongPollWorkload(int waiters) implements Workload {

  private static final int MESSAGE_BYTES = 256;
  private static final Duration ROUND_LIMIT = Duration.ofSeconds(5);
  private static final String CONTENT_TYPE = "application/octet-stream";

  @Override
  public String name() {
    return "longpoll-" + waiters;
  }

  @Override
  public String sentence() {
    return "wake of " + waiters + " long-poll waiters by one append, from append to each answer";
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of("waiters", Integer.toString(waiters), "bytes", Integer.toString(MESSAGE_BYTES));
  }

  @Override
  public Metric headline() {
    return Metric.P99;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.LONG_POLL);
  }

  @Override
  public Trial prepare(Session session) {
    return () -> run(session);
  }

  private Sample run(Session session) throws IOException {
    String stream = session.newStreams(1).getFirst();
    try (PlainClient writer = session.client()) {
      String tail = writer.create(stream, CONTENT_TYPE);
      LongPollWaiters crowd =
          new LongPollWaiters(session.loops(), session.endpoint(), stream, tail, waiters);
      rounds(crowd, session, writer, stream, false);
      session.begin();
      rounds(crowd, session, writer, stream, true);
      session.end();
      Tally tally = crowd.finish();
      writer.delete(stream);
      return new Sample().putLatencies(tally.latency()).put(Metric.ERRORS, tally.errors());
    }
  }

  private void rounds(
      LongPollWaiters crowd, Session session, PlainClient writer, String stream, boolean measured)
      throws IOException {
    byte[] body = Payloads.binary(MESSAGE_BYTES);
    Duration time = measured ? session.timing().measure() : session.timing().warmUp();
    long end = System.nanoTime() + time.toNanos();
    do {
      if (!session.loops().await(crowd::allWaiting, ROUND_LIMIT)) {
        throw new IOException("not all waiters came back after a wake");
      }
      // Their requests are sent; give the server the time to let them all wait.
      LockSupport.parkNanos(20_000_000L + waiters * 50_000L);
      long wakes = crowd.wakes() + waiters;
      crowd.begin(measured);
      writer.append(stream, CONTENT_TYPE, body);
      if (!session.loops().await(() -> crowd.wakes() >= wakes, ROUND_LIMIT)) {
        throw new IOException(
            "%d of %d waiters did not wake".formatted(wakes - crowd.wakes(), waiters));
      }
    } while (System.nanoTime() < end);
  }
}
