package durablestreams.bootstrap.process;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * A request to stop the process: SIGTERM, Ctrl-C, or an internal failure; and SIGHUP, which asks
 * for a reload instead.
 *
 * <p>A shutdown hook would not suffice: the exit code would be that of a process killed by the
 * signal, even after a clean stop. The compiler warns of {@link Signal}, which has no replacement.
 */
public final class StopSignal {

  private static final int FAILED = 1;

  private final CountDownLatch given = new CountDownLatch(1);
  private volatile boolean failed;
  private @Nullable Runnable reload;
  private boolean reloadMissed;

  /** Takes the signals over. A second SIGTERM or SIGINT ends the process at once. */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    handle("TERM", stop::heard);
    handle("INT", stop::heard);
    handle("HUP", stop::reloadAsked);
    return stop;
  }

  private static void handle(String name, Runnable action) {
    try {
      Signal.handle(new Signal(name), signal -> action.run());
    } catch (IllegalArgumentException e) {
      // The JVM was told to leave the signal alone.
    }
  }

  /** Sets what SIGHUP does, and does it if one came before. */
  public synchronized void onReload(Runnable action) {
    reload = action;
    if (reloadMissed) {
      action.run();
    }
  }

  synchronized void reloadAsked() {
    if (reload == null) {
      reloadMissed = true;
    } else {
      reload.run();
    }
  }

  /** Asks for the stop. */
  public void give() {
    given.countDown();
  }

  /** Ends the process as well, but not because the operator wants it. */
  public void fail() {
    failed = true;
    give();
  }

  /** Whether the process ends because of a failure. */
  public boolean failed() {
    return failed;
  }

  private void heard() {
    if (given.getCount() == 0) {
      Runtime.getRuntime().halt(FAILED);
    }
    give();
  }

  /** Waits until the process is to stop. */
  public void await() throws InterruptedException {
    given.await();
  }
}
