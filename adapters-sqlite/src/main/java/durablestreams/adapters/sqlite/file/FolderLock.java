package durablestreams.adapters.sqlite.file;

import durablestreams.application.port.FolderInUseException;
import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to be the only server on a data folder. The operating system holds it against other
 * processes, so it is free again whenever and however the process ends.
 *
 * <p>Whether this process holds it is asked before the lock file is opened: POSIX gives up all
 * locks that a process has on a file when the process closes any descriptor of that file.
 */
public final class FolderLock implements AutoCloseable {

  /** Folders whose lock this process holds, by their real paths. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path real;
  private final FileChannel channel;

  private FolderLock(Path folder, Path real, FileChannel channel) {
    this.folder = folder;
    this.real = real;
    this.channel = channel;
  }

  /** Whether this process holds the lock of a folder. */
  public static boolean isHeldHere(Path folder) throws IOException {
    return HELD.contains(folder.toRealPath());
  }

  public static FolderLock acquire(Path folder, Path file) {
    try {
      PrivateFiles.createFolders(folder);
      Path real = folder.toRealPath();
      if (!HELD.add(real)) {
        throw inUse(folder);
      }
      boolean held = false;
      try {
        FolderLock lock = new FolderLock(folder.toAbsolutePath(), real, lock(folder, file));
        held = true;
        return lock;
      } finally {
        if (!held) {
          HELD.remove(real);
        }
      }
    } catch (IOException e) {
      throw new StoreFailedException(
          "the data folder " + shown(folder) + " cannot be used: " + reason(folder, e), e);
    }
  }

  private static FileChannel lock(Path folder, Path file) throws IOException {
    FileChannel channel = PrivateFiles.open(file);
    if (!isFree(channel)) {
      channel.close();
      throw inUse(folder);
    }
    return channel;
  }

  private static FolderInUseException inUse(Path folder) {
    return new FolderInUseException(
        "another server uses the data folder "
            + shown(folder)
            + ": stop it, or choose another folder");
  }

  private static Path shown(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  /** What is wrong, where the message of the failure is no more than a path. */
  private static String reason(Path folder, IOException e) {
    return switch (e) {
      case FileAlreadyExistsException exists when exists.getFile().equals(folder.toString()) ->
          "it is not a folder";
      case FileAlreadyExistsException exists -> exists.getFile() + " is not a folder";
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * Makes sure that the machine can crash without the folder, or a file that was made in it, being
   * gone afterwards; what is in the files is another matter.
   */
  public void keepEntries() {
    force(folder);
    if (folder.getParent() != null) {
      force(folder.getParent());
    }
  }

  private static void force(Path folder) {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // A system on which folders cannot be opened keeps their entries by itself.
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreFailedException("the lock of the data folder cannot be released", e);
    } finally {
      HELD.remove(real);
    }
  }
}
