package durablestreams.bootstrap.log;

import durablestreams.adapters.http.observe.AccessLog;
import durablestreams.application.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Access log with a thread that writes it, so that no request waits for a disk or a pipe. When it
 * cannot keep up, entries are dropped, and a warning in the log tells how many.
 */
public final class AccessLogWriter implements AccessLog, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AccessLogWriter.class.getName());
  private static final int MAX_QUEUED = 8_192;
  private static final int AT_ONCE = 512;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int STOP_SECONDS = 2;

  /** Where lines go. */
  public interface Target {

    /** Opens it, to append. */
    OutputStream open() throws IOException;
  }

  private final Target target;
  private final boolean json;
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean reopen;
  private volatile boolean closing;
  private OutputStream out;
  private boolean failing;

  /**
   * @param json whether a line is a JSON object
   * @throws IOException when the target cannot be opened
   */
  public AccessLogWriter(Target target, boolean json) throws IOException {
    this.target = target;
    this.json = json;
    this.out = target.open();
    this.thread = Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
  }

  public AccessLogWriter start() {
    thread.start();
    return this;
  }

  @Override
  public void ended(Entry entry) {
    if (!queue.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  /** Opens the target again before the next line, because it was moved away. */
  public void reopen() {
    reopen = true;
  }

  private void run() {
    List<Entry> entries = new ArrayList<>(AT_ONCE);
    try {
      while (!closing || !queue.isEmpty()) {
        Entry first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          entries.add(first);
          queue.drainTo(entries, AT_ONCE - 1);
          write(entries);
          entries.clear();
        }
      }
    } catch (InterruptedException e) {
      // Closed before all was written.
    }
  }

  private void write(List<Entry> entries) {
    StringBuilder lines = new StringBuilder(entries.size() * 160);
    for (Entry entry : entries) {
      lines.append(json ? json(entry) : text(entry)).append('\n');
    }
    try {
      if (reopen) {
        reopen = false;
        OutputStream before = out;
        out = target.open();
        before.close();
      }
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      failing = false;
    } catch (IOException e) {
      dropped.addAndGet(entries.size());
      if (!failing) {
        failing = true;
        LOG.log(Level.WARNING, "The access log cannot be written: {0}", e.getMessage());
      }
    }
    long lost = failing ? 0 : dropped.getAndSet(0);
    if (lost > 0) {
      LOG.log(Level.WARNING, "The access log lacks {0} requests", lost);
    }
  }

  static String text(Entry entry) {
    return "%s %s \"%s %s\" %d %d %.3f %s %s%s"
        .formatted(
            entry.at(),
            orDash(entry.client()),
            entry.method(),
            printable(entry.path()),
            entry.status(),
            entry.bytes(),
            entry.nanos() / NANOS_PER_MILLI,
            orDash(printable(entry.tenant())),
            orDash(entry.trace()),
            entry.node().isEmpty() ? "" : " " + printable(entry.node()));
  }

  static String json(Entry entry) {
    JsonWriter line = new JsonWriter(256).beginObject();
    line.member("time", entry.at().toString());
    line.member("client", entry.client());
    line.member("method", entry.method());
    line.member("path", entry.path());
    line.member("status", entry.status());
    line.member("bytes", entry.bytes());
    line.name("ms").value(Math.round(entry.nanos() / 1e3) / 1e3);
    line.member("tenant", entry.tenant());
    line.member("trace", entry.trace());
    if (!entry.node().isEmpty()) {
      line.member("node", entry.node());
    }
    return line.endObject().toString();
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  /** Nothing that ends a line or a quotation. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.chars()
        .forEach(c ->
            out.append(
                c <= ' ' || c == '"' || c == 0x7f || Character.isISOControl(c)
                    ? String.format(Locale.ROOT, "%%%02X", c)
                    : String.valueOf((char) c)));
    return out.toString();
  }

  /** Writes what is queued, within a bounded time. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      thread.interrupt();
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The access log cannot be written: {0}", e.getMessage());
    }
  }
}
