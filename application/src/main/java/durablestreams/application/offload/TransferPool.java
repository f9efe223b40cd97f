package durablestreams.application.offload;

import durablestreams.application.offload.upload.Throttle;
import durablestreams.application.port.ArchiveUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Bounded pool of threads that transfer objects to or from the archive, with a pause after each
 * transfer.
 */
final class TransferPool implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TransferPool.class.getName());
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final String name;
  private final ExecutorService threads;

  /**
   * @param name name of each thread
   * @param count maximum concurrent transfers
   */
  TransferPool(String name, int count) {
    this.name = name;
    this.threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
  }

  /** Runs all transfers, and throws the first failure after all were tried. */
  void runAll(List<Runnable> transfers, Throttle throttle) throws InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    for (Runnable transfer : transfers) {
      running.add(
          threads.submit(() -> {
            long start = System.nanoTime();
            transfer.run();
            throttle.after(start);
            return null;
          }));
    }
    RuntimeException problem = null;
    for (Future<?> transfer : running) {
      try {
        transfer.get();
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
   * Waits until no thread changes the archive any more, because the next store that opens it needs
   * exclusive access.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "{0} did not end in {1}", name, LONGEST_STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
