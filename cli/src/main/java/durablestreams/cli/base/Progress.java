package durablestreams.cli.base;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Progress bar on the error output of a terminal, drawn at most ten times a second. */
public final class Progress implements AutoCloseable {
  private static final int WIDTH = 24;
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private final Terminal terminal;
  private final String title;
  private final long total;
  private final boolean shown;
  private long drawn;

  /**
   * A progress bar.
   *
   * @param total bytes there are; negative when that is not known
   * @param shown whether to draw it at all
   */
  public Progress(Terminal terminal, String title, long total, boolean shown) {
    this.terminal = terminal;
    this.title = title;
    this.total = total;
    this.shown = shown;
    this.drawn = System.nanoTime() - INTERVAL;
  }

  /** Shows how many bytes are done. */
  public void bytes(long done) {
    long now = System.nanoTime();
    if (!shown || now - drawn < INTERVAL) {
      return;
    }
    drawn = now;
    terminal.status(title + " " + bar(done));
  }

  private String bar(long done) {
    if (total <= 0) {
      return size(done);
    }
    int filled = (int) Math.min(WIDTH, done * WIDTH / total);
    return "[%s%s] %d %% of %s"
        .formatted(
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            Math.min(100, done * 100 / total),
            size(total));
  }

  /** A number of bytes for a reader: {@code 12 B}, {@code 3.4 MiB}. */
  public static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  @Override
  public void close() {
    terminal.clearStatus();
  }
}
