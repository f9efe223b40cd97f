package durablestreams.bootstrap.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * Handler of uncaught errors: it ends the process when a platform thread dies.
 *
 * <p>Platform threads run for as long as the server: the watchdog, the lane, background work. They
 * survive failures of their work. When one ends nevertheless, by any throwable, the process would
 * be only partly functional; it ends with exit code 1, and a supervisor restarts it.
 */
public final class UncaughtErrorHandler implements Thread.UncaughtExceptionHandler {

  private static final System.Logger LOG = System.getLogger(UncaughtErrorHandler.class.getName());

  /** Written without the logger, which may find no memory. */
  private static final byte[] LAST_WORDS =
      "A thread ended by an error, and so does the process\n".getBytes(StandardCharsets.US_ASCII);

  private final FileOutputStream errors = new FileOutputStream(FileDescriptor.err);
  private final Runnable halt;

  public UncaughtErrorHandler(Runnable halt) {
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
      // There is no other place to report it.
    } finally {
      if (ends) {
        halt.run();
      }
    }
  }
}
