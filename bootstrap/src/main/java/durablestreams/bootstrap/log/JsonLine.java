package durablestreams.bootstrap.log;

import durablestreams.application.json.JsonWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A JSON object in each line: time in UTC, level, logger, message, the trace if there is one, and
 * what was thrown.
 */
final class JsonLine extends Formatter {

  @Override
  public String format(LogRecord record) {
    JsonWriter json = new JsonWriter(256).beginObject();
    json.member("time", record.getInstant().toString());
    json.member("level", LogLevels.name(record.getLevel()).strip());
    json.member("logger", String.valueOf(record.getLoggerName()));
    json.member("message", formatMessage(record));
    String trace = Logging.traceId();
    if (!trace.isEmpty()) {
      json.member("trace", trace);
    }
    Throwable thrown = record.getThrown();
    if (thrown != null) {
      json.name("thrown").beginArray();
      for (int depth = 0; thrown != null && depth < LogLevels.CAUSES; depth++) {
        json.value(thrown.toString());
        if (LogLevels.isError(record.getLevel()) && thrown.getCause() == null) {
          for (StackTraceElement frame : thrown.getStackTrace()) {
            json.value("at " + frame);
          }
        }
        thrown = thrown.getCause();
      }
      json.endArray();
    }
    return json.endObject() + System.lineSeparator();
  }
}
