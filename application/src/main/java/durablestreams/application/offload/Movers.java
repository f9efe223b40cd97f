package durablestreams.application.offload;

import durablestreams.application.port.ArchiveUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A few threads that move objects into the archive or out of it, and rest after each. */
final class Movers implements AutoCloseable {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final String name;
  private final ExecutorService threads;

  /**
   * @param name of each of the threads
   * @param count so many moves at once
   */
  Movers(String name, int count) {
    this.name = name;
    this.threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
  }

  /** Makes all these moves, and throws the first failure once all have been tried. */
  void moveAll(List<Runnable> moves, Rest rest) throws InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    for (Runnable move : moves) {
      running.add(
          threads.submit(() -> {
            long start = System.nanoTime();
            move.run();
            rest.after(start);
            return null;
          }));
    }
    RuntimeException problem = null;
    for (Future<?> move : running) {
      try {
        move.get();
      } catch (ExecutionException e) {
        problem = problem == null ? failure(e) : problem;
      }
    }
    if (problem != null) {
      throw problem;
    }
  }

  private RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new ArchiveUnavailableException(name + " failed", e);
  }

  /**
   * Waits until no thread changes anything in the archive any more: whoever opens it next must be
   * alone.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        System.getLogger(Movers.class.getName())
            .log(System.Logger.Level.WARNING, "{0} did not end in {1}", name, LONGEST_STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
