package durablestreams.adapters.sqlite.connection;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The database file, opened once more beside SQLite: to force it to the disk, and to read it as it
 * is. It stays open as long as any connection, because closing it releases the locks that SQLite
 * has on the file.
 *
 * <p>One thread at a time reads, and one forces.
 */
final class ForcedFile implements DatabaseBytes, AutoCloseable {

  private final Path path;
  private @Nullable RandomAccessFile file;

  ForcedFile(Path path) {
    this.path = path;
  }

  private synchronized RandomAccessFile open() throws IOException {
    RandomAccessFile open = file;
    if (open == null) {
      open = new RandomAccessFile(path.toFile(), "rw");
      file = open;
    }
    return open;
  }

  void force() throws IOException {
    RandomAccessFile open = open();
    try {
      open.getFD().sync();
    } catch (IOException e) {
      throw new IOException(path + " cannot be forced to the disk: " + e.getMessage(), e);
    }
  }

  @Override
  public long size() throws IOException {
    return open().length();
  }

  /** Without a channel, which an interrupt would close. */
  @Override
  public int read(long at, byte[] into, int length) throws IOException {
    RandomAccessFile open = open();
    open.seek(at);
    return open.read(into, 0, length);
  }

  @Override
  public synchronized void close() {
    RandomAccessFile open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw Failures.of("closing failed", e);
      }
    }
  }
}
