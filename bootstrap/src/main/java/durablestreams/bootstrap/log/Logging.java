package durablestreams.bootstrap.log;

import durablestreams.bootstrap.settings.ServerCatalog.LogLevel;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of the process: one line for each message, to standard error. */
public final class Logging {

  /** Held on to, so that its level stays. */
  private static final Logger OURS = Logger.getLogger("durablestreams");

  /** Logs attempts to load the SQLite library with stack traces; the exception says it as well. */
  private static final Logger DRIVER_LOADER = Logger.getLogger("org.sqlite.SQLiteJDBCLoader");

  /** Logs each failure of a receiver of traces as an error with its stack; a warning says it. */
  private static final Logger TRACE_EXPORTER = Logger.getLogger("io.opentelemetry.exporter");

  /** Warns of each attempt to reach a broker; the commit log says why it is not there as well. */
  private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

  /** Logs each connection that a broker refuses as an error; the commit log says why as well. */
  private static final Logger KAFKA_CONNECTIONS =
      Logger.getLogger("org.apache.kafka.clients.NetworkClient");

  private static final Supplier<String> NO_TRACE = () -> "";

  private static volatile LogLevel current = LogLevel.INFO;
  private static volatile Supplier<String> traceId = NO_TRACE;

  private Logging() {}

  /**
   * Sets the log up.
   *
   * @param json whether a line is a JSON object
   */
  public static void configure(LogLevel wanted, boolean json) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    ConsoleHandler console = new ConsoleHandler();
    console.setFormatter(json ? new JsonLine() : new OneLine(ZoneId.systemDefault()));
    console.setLevel(Level.ALL);
    root.addHandler(console);
    DRIVER_LOADER.setLevel(Level.OFF);
    TRACE_EXPORTER.setLevel(Level.OFF);
    KAFKA.setLevel(Level.SEVERE);
    KAFKA_CONNECTIONS.setLevel(Level.OFF);
    level(wanted);
  }

  /**
   * Sets the level. It is that of our own classes; libraries are heard from a warning on, since
   * their details hold headers and bodies of requests, and with them tokens.
   */
  public static void level(LogLevel wanted) {
    current = wanted;
    Level level = LogLevels.of(wanted);
    OURS.setLevel(level);
    Logger.getLogger("")
        .setLevel(level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING);
  }

  /** The level that was set last. */
  public static LogLevel level() {
    return current;
  }

  /**
   * Puts the id of the trace that a thread works for into its lines, until the result is closed.
   *
   * @param current the id for the thread that calls; empty if there is none
   */
  public static AutoCloseable traceIds(Supplier<String> current) {
    traceId = current;
    return () -> traceId = NO_TRACE;
  }

  /** The id of the trace that this thread works for; empty if there is none. */
  static String traceId() {
    return traceId.get();
  }

  /**
   * Runs an action during which the web server logs nothing: that it could not listen is said by an
   * exception as well.
   */
  public static void withoutWebServer(Runnable action) {
    Logger logger = Logger.getLogger("io.helidon.webserver");
    Level before = logger.getLevel();
    logger.setLevel(Level.OFF);
    try {
      action.run();
    } finally {
      logger.setLevel(before);
    }
  }

  /**
   * Time, level and message. An exception adds what it says, and what its causes say, to the line;
   * its stack follows only at the level of an error.
   */
  static final class OneLine extends Formatter {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    private final ZoneId zone;

    OneLine(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public String format(LogRecord record) {
      StringBuilder line =
          new StringBuilder(TIME.format(LocalDateTime.ofInstant(record.getInstant(), zone)));
      line.append(' ')
          .append(LogLevels.name(record.getLevel()))
          .append(' ')
          .append(plain(formatMessage(record)));
      String trace = traceId();
      if (!trace.isEmpty()) {
        line.append(" trace=").append(trace);
      }
      Throwable thrown = record.getThrown();
      for (int depth = 0; thrown != null && depth < LogLevels.CAUSES; depth++) {
        line.append(depth == 0 ? ": " : " <- ").append(plain(thrown.toString()));
        if (LogLevels.isError(record.getLevel()) && thrown.getCause() == null) {
          appendStack(line, thrown);
        }
        thrown = thrown.getCause();
      }
      return line.append(System.lineSeparator()).toString();
    }

    /** Whatever a message holds, it is one line and does nothing to a terminal. */
    private static String plain(String text) {
      return text.chars().anyMatch(Character::isISOControl)
          ? text.replaceAll("\\p{Cntrl}+", " ")
          : text;
    }

    private static void appendStack(StringBuilder line, Throwable thrown) {
      for (StackTraceElement frame : thrown.getStackTrace()) {
        line.append(System.lineSeparator()).append("    at ").append(frame);
      }
    }
  }
}
