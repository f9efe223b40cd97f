package durablestreams.adapters.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * LRU cache of files that are open for reading, so that a read of a block is one system call.
 *
 * <p>At most {@code most} idle files stay open; the least recently used is closed first. A file
 * that is replaced or deleted is {@linkplain #forget forgotten}: reads in progress continue in the
 * old file, later reads open the new one.
 *
 * <p>Invariants, all under the monitor of this object: a file is closed when it is neither kept nor
 * used; a file opened before a forgetting is never kept after it.
 */
final class OpenFiles implements AutoCloseable {

  /** What is done with an open file. */
  interface Use<T> {
    T apply(FileChannel file, SegmentFile.Layout layout) throws IOException;
  }

  /** Interrupts of readers close the file for all; each may cost the others one more attempt. */
  private static final int ATTEMPTS = 100;

  private final int most;
  private final LinkedHashMap<Path, OpenFile> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long forgettings;
  private boolean closed;

  OpenFiles(int most) {
    this.most = most;
  }

  /**
   * Uses a file, opened for this or before. An interrupt does not disturb it: the answer is near,
   * and a channel closed by one reader's interrupt would fail all others.
   *
   * @return empty when there is no such file
   */
  <T> Optional<T> with(Path path, Use<T> use) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      for (int attempt = 1; ; attempt++) {
        OpenFile file = acquire(path);
        if (file == null) {
          return Optional.empty();
        }
        try {
          return Optional.of(use.apply(file.channel, file.layout));
        } catch (ClosedChannelException e) {
          interrupted |= e instanceof ClosedByInterruptException && Thread.interrupted();
          drop(path, file);
          if (attempt == ATTEMPTS) {
            throw e;
          }
        } finally {
          release(file);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private @Nullable OpenFile acquire(Path path) throws IOException {
    long before;
    synchronized (this) {
      if (closed) {
        throw new IOException("the archive is closed");
      }
      OpenFile file = kept.get(path);
      if (file != null) {
        file.users++;
        return file;
      }
      before = forgettings;
    }
    OpenFile opened = open(path);
    if (opened != null) {
      keep(path, opened, before);
    }
    return opened;
  }

  private static @Nullable OpenFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try {
      return Uninterrupted.run(() -> opened(path));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static OpenFile opened(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new OpenFile(channel, SegmentFile.layout(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void keep(Path path, OpenFile file, long forgettingsBefore) throws IOException {
    List<OpenFile> unused = new ArrayList<>();
    synchronized (this) {
      file.users++;
      if (closed || forgettings != forgettingsBefore) {
        return;
      }
      OpenFile other = kept.put(path, file);
      file.kept = true;
      if (other != null) {
        unkeep(other, unused);
      }
      if (kept.size() > most) {
        Map.Entry<Path, OpenFile> eldest = kept.firstEntry();
        kept.remove(eldest.getKey());
        unkeep(eldest.getValue(), unused);
      }
    }
    closeAll(unused);
  }

  private void release(OpenFile file) throws IOException {
    synchronized (this) {
      file.users--;
      if (file.kept || file.users > 0) {
        return;
      }
    }
    file.channel.close();
  }

  private synchronized void drop(Path path, OpenFile file) {
    // Its users still hold it; the last of them closes it.
    if (kept.remove(path, file)) {
      file.kept = false;
    }
  }

  /** Evicts the file that was at this path until now. */
  void forget(Path path) throws IOException {
    List<OpenFile> unused = new ArrayList<>();
    synchronized (this) {
      forgettings++;
      OpenFile file = kept.remove(path);
      if (file != null) {
        unkeep(file, unused);
      }
    }
    closeAll(unused);
  }

  private static void unkeep(OpenFile file, List<OpenFile> unused) {
    file.kept = false;
    if (file.users == 0) {
      unused.add(file);
    }
  }

  private static void closeAll(List<OpenFile> files) throws IOException {
    for (OpenFile file : files) {
      file.channel.close();
    }
  }

  /** How many files are kept open. */
  synchronized int size() {
    return kept.size();
  }

  @Override
  public void close() {
    List<OpenFile> unused = new ArrayList<>();
    synchronized (this) {
      closed = true;
      kept.values().forEach(file -> unkeep(file, unused));
      kept.clear();
    }
    try {
      closeAll(unused);
    } catch (IOException e) {
      throw new UncheckedIOException("a file that was only read could not be closed", e);
    }
  }

  private static final class OpenFile {
    private final FileChannel channel;
    private final SegmentFile.Layout layout;
    private int users;
    private boolean kept;

    OpenFile(FileChannel channel, SegmentFile.Layout layout) {
      this.channel = channel;
      this.layout = layout;
    }
  }
}
