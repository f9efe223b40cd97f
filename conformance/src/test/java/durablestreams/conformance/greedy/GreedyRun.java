package durablestreams.conformance.greedy;

import durablestreams.conformance.harness.StreamServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of a scenario: the crowd of its clients, each a virtual thread that begins a new session
 * when one ends, and what they were answered.
 */
final class GreedyRun implements AutoCloseable {
  /**
   * Clients whose session ended, as that of a refused one does at once, come back after this:
   * memory is the subject here, not a flood of connections.
   */
  private static final Duration RETURN = Duration.ofSeconds(2);

  private static final int CONNECTS_AT_A_TIME = 50;

  private final GreedyServer server;
  private final SteadyClient steady;
  private final boolean full;

  /** Moved by the thread of the scenario only. */
  private volatile long end;

  private final Tally tally = new Tally();
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore connects = new Semaphore(CONNECTS_AT_A_TIME);
  private volatile boolean over;

  GreedyRun(GreedyServer server, SteadyClient steady, boolean full, Duration duration) {
    this.server = server;
    this.steady = steady;
    this.full = full;
    this.end = System.nanoTime() + duration.toNanos();
  }

  /** One session of a client, from its connection to the end of it. */
  @FunctionalInterface
  interface Session {
    void run(int client) throws IOException, InterruptedException;
  }

  StreamServer server() {
    return server.http();
  }

  /** A figure of the scenario: in the long form as large as the requirement, else smaller. */
  int size(int small, int whole) {
    return full ? whole : small;
  }

  Tally tally() {
    return tally;
  }

  boolean over() {
    return over || System.nanoTime() > end || !server.isAlive();
  }

  /** Starts clients, each of which begins again until the run is over. */
  void start(int clients, Session session) {
    for (int i = 0; i < clients; i++) {
      int client = i;
      threads.execute(() -> {
        while (!over()) {
          runOnce(client, session);
          pause(RETURN);
        }
      });
    }
  }

  /** Starts clients of one session each; gives their end. */
  CompletableFuture<?> startOnce(int clients, Session session) {
    var sessions = new CompletableFuture<?>[clients];
    for (int i = 0; i < clients; i++) {
      int client = i;
      sessions[i] = CompletableFuture.runAsync(() -> runOnce(client, session), threads);
    }
    return CompletableFuture.allOf(sessions);
  }

  /** Returns when the time is up or the server has ended. */
  void await() throws InterruptedException {
    while (!over()) {
      Thread.sleep(50);
    }
  }

  /**
   * Stops the server and starts it again. The well-behaved client waits meanwhile, and the run ends
   * that much later.
   */
  void restart() {
    long begun = System.nanoTime();
    steady.pause();
    if (server.isAlive()) {
      server.restart();
    }
    steady.resume();
    end = end + (System.nanoTime() - begun);
  }

  Http1Client connect(int receiveBuffer) throws IOException, InterruptedException {
    connects.acquire();
    try {
      return kept(Http1Client.connect(server().address(), receiveBuffer));
    } finally {
      connects.release();
    }
  }

  Http1Client connect() throws IOException, InterruptedException {
    return connect(0);
  }

  void release(Http1Client client) {
    open.remove(client);
    client.close();
  }

  private Http1Client kept(Http1Client client) throws IOException {
    open.add(client);
    if (over) {
      release(client);
      throw new IOException("the run is over");
    }
    return client;
  }

  private void runOnce(int client, Session session) {
    try {
      try {
        session.run(client);
      } catch (IOException e) {
        lost(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      tally.add("client fault " + e);
      over = true;
    }
  }

  /** Counts a connection that ended before its replies came. */
  void lost(IOException e) {
    if (!over()) {
      tally.add(reason(e));
    }
  }

  /** Sleeps that long, or until the run is over. */
  private void pause(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    while (!over() && System.nanoTime() < until) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.matches(".*(reset|aborted|Broken pipe|closed).*") ? "cut off" : message;
  }

  /** Ends all clients. */
  @Override
  public void close() throws Exception {
    over = true;
    for (AutoCloseable client : open) {
      client.close();
    }
    threads.shutdownNow();
    threads.awaitTermination(30, TimeUnit.SECONDS);
  }
}
