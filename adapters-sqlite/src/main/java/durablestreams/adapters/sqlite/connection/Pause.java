package durablestreams.adapters.sqlite.connection;

import java.util.concurrent.TimeUnit;

/**
 * Exponential backoff between attempts at something that keeps failing. For one thread at a time.
 */
public final class Pause {

  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(100);

  private final long longest;
  private long length;
  private long until;

  /**
   * @param longest nanoseconds that the pause does not exceed
   */
  public Pause(long longest) {
    this.longest = longest;
  }

  /** Begins a pause twice as long as the one before. */
  public void failed() {
    length = length == 0 ? FIRST : Math.min(longest, length * 2);
    until = System.nanoTime() + length;
  }

  public void succeeded() {
    length = 0;
  }

  /** Whether the next attempt is not due yet. */
  public boolean isRunning() {
    return length > 0 && System.nanoTime() < until;
  }
}
