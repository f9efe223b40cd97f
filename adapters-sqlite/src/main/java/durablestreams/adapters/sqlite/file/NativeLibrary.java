package durablestreams.adapters.sqlite.file;

import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, which the driver unpacks into a folder at each start of a process and
 * removes at a clean stop.
 */
public final class NativeLibrary {

  private static final String FOLDER_PROPERTY = "org.sqlite.tmpdir";

  private NativeLibrary() {}

  /**
   * Loads the library by way of {@code folder}, unless this process chose another one before. Files
   * that killed processes left there are removed; so the folder must be of this process alone.
   *
   * @throws StoreFailedException with one sentence for the operator
   */
  public static synchronized void load(Path folder) {
    try {
      boolean ours = System.getProperty(FOLDER_PROPERTY) == null;
      if (ours) {
        PrivateFiles.createFolders(folder);
        removeLeftovers(folder);
        System.setProperty(FOLDER_PROPERTY, folder.toAbsolutePath().toString());
      }
      if (!SQLiteJDBCLoader.initialize()) {
        throw new IOException("the driver does not say why");
      }
      if (ours) {
        restrict(folder);
      }
    } catch (Exception e) {
      throw new StoreFailedException(
          "SQLite's native library cannot be unpacked into "
              + folder.toAbsolutePath()
              + " and loaded from there: make room, and allow programs to run from it",
          e);
    }
  }

  private static DirectoryStream<Path> unpacked(Path folder) throws IOException {
    return Files.newDirectoryStream(folder, "sqlite-*");
  }

  private static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> files = unpacked(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void restrict(Path folder) throws IOException {
    try (DirectoryStream<Path> files = unpacked(folder)) {
      for (Path file : files) {
        PrivateFiles.restrict(file);
      }
    }
  }
}
