package durablestreams.adapters.files;

import durablestreams.application.port.ArchiveLimits;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The folder of an archive and its subfolders, which are created with their first file and removed
 * with their last; changes to them are durable.
 *
 * <p>Folders are created and removed under one lock, so that none is removed while a file is about
 * to move in. Syncing is slow and happens outside the lock. A folder counts as durable once it and
 * all above it were synced by this process and it was not removed since; below one that does not, a
 * put syncs every folder up to the first that does, and so never relies on what another thread, or
 * a process that crashed, made and has not synced.
 */
final class ArchiveFolder {

  /** Folders that are remembered as durable; a forgotten one is synced once more. */
  private static final int MAX_DURABLE = 10_000;

  private final Path root;
  private final ReentrantLock folders = new ReentrantLock();

  // Both under the lock.
  private final LinkedHashSet<Path> durable = new LinkedHashSet<>();
  private long removals;

  ArchiveFolder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /**
   * Where the file of an object is.
   *
   * @throws IllegalArgumentException when the name is none
   */
  Path file(String name) {
    Path file = root.resolve(ArchiveLimits.requireName(name)).normalize();
    if (!file.startsWith(root) || file.equals(root)) {
      throw new IllegalArgumentException("an object name has plain parts, not: " + name);
    }
    return file;
  }

  /** Moves a file that is synced already to its place; on return it is there to stay. */
  void moveInto(Path from, Path to) throws IOException {
    List<Path> all = foldersOf(to);
    List<Path> toSync = new ArrayList<>();
    long removalsBefore;
    folders.lock();
    try {
      PrivateFiles.createFolders(all.getFirst());
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      removalsBefore = removals;
      toSync.add(all.getFirst());
      for (int i = 1; i < all.size() && !durable.contains(all.get(i - 1)); i++) {
        toSync.add(all.get(i));
      }
    } finally {
      folders.unlock();
    }
    for (Path folder : toSync) {
      sync(folder);
    }
    remember(all, removalsBefore);
  }

  private void remember(List<Path> synced, long removalsBefore) {
    folders.lock();
    try {
      if (removals == removalsBefore) {
        synced.forEach(durable::addLast);
        while (durable.size() > MAX_DURABLE) {
          durable.removeFirst();
        }
      }
    } finally {
      folders.unlock();
    }
  }

  /** Removes files, and folders that they leave empty; on return they stay away. */
  void removeAll(List<Path> files) throws IOException {
    Set<Path> toSync = new LinkedHashSet<>();
    for (Path file : files) {
      // Also when nothing was there: it may have been removed before a crash and not been synced.
      toSync.add(remove(file));
    }
    for (Path folder : toSync) {
      sync(folder);
    }
  }

  /** The lowest folder that is left, which has to be synced. */
  private Path remove(Path file) throws IOException {
    folders.lock();
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(file);
      }
      return removeEmptyFoldersOf(file);
    } finally {
      folders.unlock();
    }
  }

  /** The lowest folder that is left. */
  private Path removeEmptyFoldersOf(Path file) throws IOException {
    for (Path folder : foldersOf(file)) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (folder.equals(root) || !isEmpty(folder)) {
        return folder;
      }
      removals++;
      durable.remove(folder);
      Files.delete(folder);
    }
    return root;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      return !files.iterator().hasNext();
    }
  }

  /** The folders that a file is in, from its own to the root. */
  private List<Path> foldersOf(Path file) {
    List<Path> folders = new ArrayList<>();
    Path folder = root;
    folders.add(folder);
    Path below = root.relativize(file);
    for (int i = 0; i < below.getNameCount() - 1; i++) {
      folder = folder.resolve(below.getName(i));
      folders.addFirst(folder);
    }
    return folders;
  }

  /** Makes the entries of a folder durable. Windows cannot do that, and does it by itself. */
  static void sync(Path folder) throws IOException {
    if (File.separatorChar == '\\' || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Uninterrupted.run(() -> {
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
          entries.force(true);
          return folder;
        }
      });
    } catch (NoSuchFileException e) {
      // Removed concurrently by a thread that syncs the folder above.
    }
  }
}
