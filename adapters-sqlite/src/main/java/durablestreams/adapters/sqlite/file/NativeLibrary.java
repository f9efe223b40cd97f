package durablestreams.adapters.sqlite.file;

import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, which is unpacked into a folder at each start of a process and removed
 * at a clean stop. The driver would do that as well, but compares the copy with the original byte
 * by byte.
 */
public final class NativeLibrary {

  /** Where the driver finds a library that is unpacked already. */
  private static final String FOLDER_PROPERTY = "org.sqlite.lib.path";

  /** Where the driver unpacks it itself. */
  private static final String DRIVERS_PROPERTY = "org.sqlite.tmpdir";

  private static final String NAME_PROPERTY = "org.sqlite.lib.name";
  private static final String PREFIX = "sqlite-";

  private NativeLibrary() {}

  /**
   * Loads the library by way of {@code folder}, unless this process chose another one before. Files
   * that killed processes left there are removed; so the folder must be of this process alone.
   *
   * @throws StoreFailedException with one sentence for the operator
   */
  public static synchronized void load(Path folder) {
    try {
      if (System.getProperty(FOLDER_PROPERTY) == null
          && System.getProperty(DRIVERS_PROPERTY) == null) {
        PrivateFiles.createFolders(folder);
        removeLeftovers(folder);
        unpack(folder.toAbsolutePath());
      }
      if (!SQLiteJDBCLoader.initialize()) {
        throw new IOException("the driver does not say why");
      }
    } catch (Exception e) {
      throw new StoreFailedException(
          "SQLite's native library cannot be unpacked into "
              + folder.toAbsolutePath()
              + " and loaded from there: make room, and allow programs to run from it",
          e);
    }
  }

  /** Unpacks the library of this platform; without one the driver looks in other places. */
  private static void unpack(Path folder) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (packed == null) {
        return;
      }
      Path file = folder.resolve(PREFIX + ProcessHandle.current().pid() + "-" + name);
      file.toFile().deleteOnExit();
      try (OutputStream out = Channels.newOutputStream(PrivateFiles.open(file))) {
        packed.transferTo(out);
      }
      System.setProperty(FOLDER_PROPERTY, folder.toString());
      System.setProperty(NAME_PROPERTY, file.getFileName().toString());
    }
  }

  private static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
