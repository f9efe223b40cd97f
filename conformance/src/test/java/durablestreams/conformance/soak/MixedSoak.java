package durablestreams.conformance.soak;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Streams that are created, written, read, forked, closed, deleted and left to expire, for an hour,
 * on two servers: one runs all the time, the other one is killed at random. What they take of the
 * machine must not grow.
 */
final class MixedSoak implements AutoCloseable {

  private static final int WORKERS = 8;
  private static final Duration SAMPLE = Duration.ofSeconds(20);
  private static final int SHORTEST_LIFE_SECONDS = 30;
  private static final int LONGEST_LIFE_SECONDS = 240;

  private final long seed;
  private final long begun = System.nanoTime();
  private final long end;
  private final ServerProcess steady = ServerProcess.start(command());
  private final ServerProcess killed = ServerProcess.start(command());
  private final FootprintTable ofSteady = new FootprintTable();
  private final FootprintTable ofKilled = new FootprintTable();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private int kills;

  MixedSoak(Duration length, long seed) {
    this.seed = seed;
    this.end = begun + length.toNanos();
  }

  private static ServerCommand command() {
    return ServerCommand.store("sqlite")
        .asInstalled()
        .javaOptions("-Xmx256m", "-XX:+UseSerialGC")
        .env("SEGMENT_MAX_BYTES", "65536")
        .env("SEGMENT_IDLE", "2s")
        .env("UPLOAD_DELAY", "1s")
        .with("--archive-grace=1m");
  }

  private boolean goesOn() {
    return System.nanoTime() < end && failures.isEmpty();
  }

  /** Runs to its end; gives whether everything held. */
  boolean run() throws InterruptedException {
    System.out.println("seed " + seed);
    List<Thread> threads = new ArrayList<>();
    for (ServerProcess process : List.of(steady, killed)) {
      for (int i = 0; i < WORKERS; i++) {
        Random random = new Random(seed + threads.size());
        String name = "worker-" + i;
        threads.add(Thread.ofVirtual().start(() -> live(process, name, random)));
      }
    }
    threads.add(Thread.ofPlatform().start(() -> sample(steady, ofSteady)));
    kill(new Random(seed));
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("The server that ran all the time:\n" + ofSteady.text());
    System.out.println("The server that was killed " + kills + " times:\n" + ofKilled.text());
    List<String> grown = new ArrayList<>(ofSteady.grown());
    grown.addAll(ofKilled.grownBeyond(ofSteady));
    grown.forEach(column -> System.out.println("NOT flat: " + column));
    failures.forEach(failure -> failure.printStackTrace(System.out));
    return grown.isEmpty() && failures.isEmpty();
  }

  private void live(ServerProcess process, String name, Random random) {
    try {
      for (int i = 0; goesOn(); i++) {
        new StreamLife(process.server(), name + "-" + i, random).run();
      }
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private void sample(ServerProcess process, FootprintTable table) {
    try {
      while (goesOn()) {
        table.add(Duration.ofNanos(System.nanoTime() - begun), Footprint.of(process));
        Thread.sleep(SAMPLE);
      }
    } catch (InterruptedException | IOException | RuntimeException e) {
      failures.add(e);
    }
  }

  /** Kills and restarts the second server at random, and samples it in between. */
  private void kill(Random random) {
    try {
      while (goesOn()) {
        int life =
            SHORTEST_LIFE_SECONDS + random.nextInt(LONGEST_LIFE_SECONDS - SHORTEST_LIFE_SECONDS);
        long death = System.nanoTime() + Duration.ofSeconds(life).toNanos();
        while (goesOn() && System.nanoTime() < death) {
          ofKilled.add(Duration.ofNanos(System.nanoTime() - begun), Footprint.of(killed));
          Thread.sleep(SAMPLE);
        }
        killed.kill9();
        killed.restart();
        kills++;
      }
    } catch (InterruptedException | IOException | RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  @Override
  public void close() {
    steady.close();
    killed.close();
  }
}
