package durablestreams.conformance.greedy;

import durablestreams.conformance.harness.StreamServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Well-behaved client: 20 appends of 256 bytes a second, whatever became of those before, each on a
 * connection that no other request uses meanwhile. Every five seconds it goes on to a new stream.
 */
final class SteadyClient implements AutoCloseable {
  static final int BODY_BYTES = 256;
  static final int PER_SECOND = 20;

  private static final Duration INTERVAL = Duration.ofSeconds(1).dividedBy(PER_SECOND);
  private static final int APPENDS_PER_STREAM = 5 * PER_SECOND;

  /** Every so many requests one comes on a connection of its own, as that of a new client would. */
  private static final int NEW_CONNECTION_EVERY = 10;

  /** Well below the server's idle timeout: a connection that it may be closing is not used. */
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(20);

  private static final Duration REPLY_LIMIT = Duration.ofSeconds(60);
  private static final byte[] BODY = new byte[BODY_BYTES];

  static {
    Arrays.fill(BODY, (byte) 'x');
  }

  private final StreamServer server;
  private final ExecutorService senders = Executors.newCachedThreadPool();
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final Phaser inFlight = new Phaser(1);
  private final SteadyReport report = new SteadyReport();
  private final List<String> streams = new ArrayList<>();
  private final Thread schedule;
  private final LongAdder appended = new LongAdder();
  private long sent;
  private volatile boolean paused;
  private volatile boolean over;

  SteadyClient(StreamServer server) {
    this.server = server;
    this.schedule = Thread.ofPlatform().name("steady").start(this::run);
  }

  /** Sends nothing until {@link #resume}, and returns when nothing is under way. */
  void pause() {
    synchronized (this) {
      paused = true;
    }
    inFlight.arriveAndAwaitAdvance();
    dropConnections();
  }

  void resume() {
    paused = false;
  }

  /** Sends nothing any more, and gives the report when everything was answered. */
  SteadyReport finish() throws InterruptedException {
    over = true;
    schedule.join();
    inFlight.arriveAndAwaitAdvance();
    return report;
  }

  /** Appends that were acknowledged; after {@link #finish}. */
  long appended() {
    return appended.sum();
  }

  /** The streams that were created; after {@link #finish}. */
  List<String> streams() {
    return streams;
  }

  private void run() {
    long next = System.nanoTime();
    while (!over) {
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      // A schedule that fell behind, as one of a stopped machine does, is not caught up with.
      next = Math.max(next, System.nanoTime() - INTERVAL.toNanos()) + INTERVAL.toNanos();
      step();
    }
  }

  private synchronized void step() {
    if (paused) {
      return;
    }
    if (sent % APPENDS_PER_STREAM == 0) {
      String stream = "steady/" + streams.size();
      // Appends need the stream, so its creation is not sent along with them.
      request(Requests.create(stream, Requests.BYTES), 201);
      streams.add(stream);
    }
    String stream = streams.getLast();
    boolean anew = sent % NEW_CONNECTION_EVERY == 0;
    sent++;
    inFlight.register();
    senders.execute(() -> {
      try {
        if (anew) {
          close(unused());
        }
        if (request(Requests.append(stream, Requests.BYTES, BODY), 204)) {
          appended.increment();
        }
      } finally {
        inFlight.arriveAndDeregister();
      }
    });
  }

  private boolean request(byte[] request, int expected) {
    long begun = System.nanoTime();
    Http1Client client = unused();
    try {
      if (client == null) {
        client = Http1Client.connect(server.address());
        client.timeout(Math.toIntExact(REPLY_LIMIT.toMillis()));
      }
      client.send(request);
      int status = client.reply();
      report.answered(System.nanoTime() - begun, status == expected ? "" : "status " + status);
      idle.push(new Idle(client, System.nanoTime()));
      return status == expected;
    } catch (IOException e) {
      close(client);
      report.answered(System.nanoTime() - begun, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void dropConnections() {
    for (Idle next = idle.poll(); next != null; next = idle.poll()) {
      next.client().close();
    }
  }

  private @Nullable Http1Client unused() {
    for (Idle next = idle.poll(); next != null; next = idle.poll()) {
      if (System.nanoTime() - next.since() < IDLE_LIMIT.toNanos()) {
        return next.client();
      }
      next.client().close();
    }
    return null;
  }

  private record Idle(Http1Client client, long since) {}

  private static void close(@Nullable Http1Client client) {
    if (client != null) {
      client.close();
    }
  }

  @Override
  public void close() {
    over = true;
    dropConnections();
    senders.shutdownNow();
  }
}
