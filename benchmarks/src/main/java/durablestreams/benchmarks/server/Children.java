package durablestreams.benchmarks.server;

import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The processes that were started here. A shutdown hook stops whatever is left of them, so that
 * none outlives this program when it fails or is interrupted.
 */
public final class Children {

  private static final int GRACE_SECONDS = 12;

  private final Set<ServerProcess> running = ConcurrentHashMap.newKeySet();
  private final Runnable afterwards;
  private volatile boolean closing;

  /**
   * No children yet.
   *
   * @param afterwards runs at exit, when all children are gone
   */
  public Children(Runnable afterwards) {
    this.afterwards = afterwards;
  }

  /** Installs the hook. */
  public void stopAtExit() {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::stopAll));
  }

  void add(ServerProcess process) {
    running.add(process);
    if (closing) {
      process.close();
    }
  }

  void remove(ServerProcess process) {
    running.remove(process);
  }

  private void stopAll() {
    closing = true;
    running.forEach(process -> process.handle().destroy());
    running.forEach(ServerProcess::close);
    try {
      afterwards.run();
    } catch (UncheckedIOException e) {
      System.err.println("bench: " + e.getMessage());
    }
  }

  /** Asks a process to end and kills it when it does not; returns when it is gone. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
