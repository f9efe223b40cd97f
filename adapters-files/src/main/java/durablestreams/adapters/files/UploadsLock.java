package durablestreams.adapters.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to remove files of uploads that others left. The operating system holds it against
 * other processes.
 *
 * <p>Whether this process holds it is asked before the lock file is opened: POSIX gives up all
 * locks that a process has on a file when the process closes any descriptor of that file.
 */
final class UploadsLock implements Closeable {

  /** Folders whose lock this process holds, by their real paths. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path held;
  private final FileChannel channel;

  private UploadsLock(Path held, FileChannel channel) {
    this.held = held;
    this.channel = channel;
  }

  /** The lock; empty while another archive has it, in this process or in another. */
  static Optional<UploadsLock> tryAcquire(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    Optional<UploadsLock> lock = Optional.empty();
    try {
      lock = lock(real);
      return lock;
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(real);
      }
    }
  }

  private static Optional<UploadsLock> lock(Path real) throws IOException {
    FileChannel channel = PrivateFiles.open(real.resolve("lock"));
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new UploadsLock(real, channel));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(held);
    }
  }
}
