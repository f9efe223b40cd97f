package durablestreams.bootstrap;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * What happens when a thread ends by what it did not catch.
 *
 * <p>Platform threads run for as long as the server: the watchdog, the lane, background work. They
 * outlive failures of their work. When one ends all the same, by any throwable, the process would
 * do only half of what it should; it ends with exit code 1, and a supervisor starts another.
 */
final class LostThreads implements Thread.UncaughtExceptionHandler {

  private static final System.Logger LOG = System.getLogger(LostThreads.class.getName());

  /** Said without a log, for which there may be no memory. */
  private static final byte[] LAST_WORDS =
      "A thread ended by an error, and so does the process\n".getBytes(StandardCharsets.US_ASCII);

  private final FileOutputStream errors = new FileOutputStream(FileDescriptor.err);
  private final Runnable halt;

  LostThreads(Runnable halt) {
    this.halt = halt;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    boolean ends = !thread.isVirtual();
    try {
      if (ends) {
        errors.write(LAST_WORDS);
      }
      LOG.log(Level.ERROR, "The thread " + thread.getName() + " ended", thrown);
    } catch (IOException e) {
      // Nobody can be told.
    } finally {
      if (ends) {
        halt.run();
      }
    }
  }
}
