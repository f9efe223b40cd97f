package durablestreams.adapters.sqlite.read;

import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.StoreFailedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Pool of a fixed number of connections that read, each used by one caller at a time and opened
 * when first needed. A caller that holds one waits for nothing but the disk.
 */
public final class ReadPool {

  /** What a caller does with a connection. */
  public interface Reading<T> {
    T with(ReadConnection connection) throws SQLException;
  }

  /** A place for a connection. */
  private static final class Slot {
    private @Nullable ReadConnection connection;

    private ReadConnection open(Path file) throws SQLException {
      ReadConnection open = connection;
      if (open == null) {
        open = ReadConnection.open(file);
        connection = open;
      }
      return open;
    }

    private void close() throws SQLException {
      ReadConnection open = connection;
      connection = null;
      if (open != null) {
        open.close();
      }
    }
  }

  private final Path file;
  private final int size;
  private final BlockingQueue<Slot> slots;
  private volatile boolean closed;

  public ReadPool(Path file, int size) {
    this.file = file;
    this.size = size;
    this.slots = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      slots.add(new Slot());
    }
  }

  /**
   * Runs {@code reading}. A connection on which something failed is not used again.
   *
   * @throws StoreFailedException when this pool is closed
   */
  public <T> T read(Reading<T> reading) throws SQLException {
    Slot slot = take();
    try {
      if (closed) {
        throw new StoreFailedException("the store is closed");
      }
      return reading.with(slot.open(file));
    } catch (DamagedDataException e) {
      throw e; // of the data, not of the connection
    } catch (SQLException | RuntimeException e) {
      try {
        slot.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    } finally {
      slots.add(slot);
    }
  }

  public boolean isClosed() {
    return closed;
  }

  /** Waits for the reads that run, and lets none begin. */
  public void close() throws SQLException {
    closed = true;
    List<Slot> taken = new ArrayList<>(size);
    try {
      while (taken.size() < size) {
        Slot slot = take();
        taken.add(slot);
        slot.close();
      }
    } finally {
      slots.addAll(taken);
    }
  }

  /** Reads are short, so that waiting for one to end need not be interrupted. */
  private Slot take() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return slots.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
