package durablestreams.bootstrap.log;

import durablestreams.bootstrap.settings.ServerCatalog.LogLevel;
import java.util.logging.Level;

/** Names of the levels, ours and those of {@code java.util.logging}. */
final class LogLevels {

  /** Maximum causes of an exception that are logged. */
  static final int CAUSES = 5;

  private LogLevels() {}

  static Level of(LogLevel level) {
    return switch (level) {
      case OFF -> Level.OFF;
      case ERROR -> Level.SEVERE;
      case WARN -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.FINER;
    };
  }

  static boolean isError(Level level) {
    return level.intValue() >= Level.SEVERE.intValue();
  }

  /** Five characters. */
  static String name(Level level) {
    int value = level.intValue();
    if (isError(level)) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    if (value >= Level.INFO.intValue()) {
      return "INFO ";
    }
    return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }
}
