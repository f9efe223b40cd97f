package durablestreams.adapters.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * Creation of files and folders that only the user of the process may read and write: files are
 * 0600, folders 0700. What exists keeps its permissions, and so does everything on a file system
 * without POSIX permissions.
 */
final class PrivateFiles {

  private PrivateFiles() {}

  static void createFolders(Path folder) throws IOException {
    Files.createDirectories(folder, attributes(folder, "rwx------"));
  }

  static Path createFile(Path file) throws IOException {
    return Files.createFile(file, attributes(file, "rw-------"));
  }

  /** Opens a file for writing, and creates it if there is none. */
  static FileChannel open(Path file, OpenOption... more) throws IOException {
    Set<OpenOption> options = new HashSet<>(Set.of(more));
    options.addAll(Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    return FileChannel.open(file, options, attributes(file, "rw-------"));
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
