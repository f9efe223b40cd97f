package durablestreams.bootstrap.log;

import durablestreams.bootstrap.settings.OperationCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The access log that the settings ask for. */
public final class AccessLogs {

  private static final String OFF = "off";
  private static final String STDOUT = "stdout";

  private AccessLogs() {}

  /**
   * @throws SettingsException when the file cannot be written
   */
  public static Optional<AccessLogWriter> of(Settings settings) {
    String where = settings.get(OperationCatalog.ACCESS_LOG);
    if (where.equals(OFF)) {
      return Optional.empty();
    }
    boolean json = settings.get(OperationCatalog.LOG_FORMAT) == OperationCatalog.LogFormat.JSON;
    try {
      AccessLogWriter.Target target =
          where.equals(STDOUT) ? () -> new FileOutputStream(FileDescriptor.out) : file(where);
      return Optional.of(new AccessLogWriter(target, json));
    } catch (IOException | InvalidPathException e) {
      throw new SettingsException(
          "%s is %s, which cannot be written: use off, stdout, or the path of a file (%s)."
              .formatted(
                  settings.source(OperationCatalog.ACCESS_LOG),
                  SettingsException.printable(where),
                  e.getMessage()));
    }
  }

  private static AccessLogWriter.Target file(String where) {
    Path file = Path.of(where);
    return () -> Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
