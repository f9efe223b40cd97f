package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.connection.Checkpointer;
import durablestreams.adapters.sqlite.connection.DatabaseBytes;
import durablestreams.adapters.sqlite.connection.MovedPages;
import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Copy of the database file and its write-ahead log while commits and checkpoints go on.
 *
 * <p>Only checkpoints change the file, and {@link MovedPages} notes what they change. The file is
 * copied from end to end, then the pages that were changed meanwhile, until they are few. Those and
 * the log are put aside in a {@link Spill} while no checkpoint runs; SQLite recovers the log of the
 * copy as it does after a crash. No transaction is held, so the log starts over as usual, and the
 * time without checkpoints depends on neither the size of the file nor the speed of the sink.
 */
public final class FileCopy {

  private static final int PIECE = 256 << 10;

  /** Changed pages that are put aside at once. */
  private static final long LITTLE = 64L << 20;

  private static final int MAX_PASSES = 8;

  private final Sessions sessions;
  private final DatabaseFiles files;
  private final SnapshotSource.Sink sink;
  private final byte[] piece = new byte[PIECE];

  public FileCopy(Sessions sessions, DatabaseFiles files, SnapshotSource.Sink sink) {
    this.sessions = sessions;
    this.files = files;
    this.sink = sink;
  }

  public void run() throws InterruptedException {
    Session first =
        sessions.locked(open -> {
          open.moveLeftover();
          return open;
        });
    Checkpointer checkpointer = sessions.checkpointer();
    MovedPages moved = checkpointer.watch();
    try {
      copy(checkpointer, moved);
    } catch (IOException e) {
      throw new StoreFailedException("the database cannot be copied: " + e.getMessage(), e);
    } finally {
      checkpointer.endWatch();
    }
    if (sessions.isClosed() || sessions.session() != first) {
      throw new StoreFailedException("the database was opened again while it was copied");
    }
  }

  private void copy(Checkpointer checkpointer, MovedPages moved)
      throws IOException, InterruptedException {
    DatabaseBytes file = checkpointer.file();
    int pageSize = pageSize(file);
    copyRange(file, 0, file.size());
    sink.catchUp();
    BitSet changed = moved.take();
    for (int i = 0; i < MAX_PASSES && (long) changed.cardinality() * pageSize > LITTLE; i++) {
      copyPages(file, changed, pageSize);
      changed = moved.take();
    }
    try (Spill spill = new Spill(files)) {
      BitSet rest = changed;
      checkpointer.holding(still -> {
        rest.or(moved.take());
        spill.fill(still, rest, pageSize, piece);
      });
      spill.drain(sink, piece);
    }
  }

  /** Of a file in use; 1 stands for 65,536, which does not fit. */
  private static int pageSize(DatabaseBytes file) throws IOException {
    byte[] header = new byte[2];
    file.read(16, header, header.length);
    int size = ByteBuffer.wrap(header).getShort() & 0xffff;
    return size == 1 ? 1 << 16 : size;
  }

  private void copyPages(DatabaseBytes file, BitSet pages, int pageSize)
      throws IOException, InterruptedException {
    for (int from = pages.nextSetBit(1); from > 0; ) {
      int to = pages.nextClearBit(from);
      copyRange(file, (long) (from - 1) * pageSize, (long) (to - 1) * pageSize);
      from = pages.nextSetBit(to);
    }
  }

  private void copyRange(DatabaseBytes file, long from, long to)
      throws IOException, InterruptedException {
    long at = from;
    while (at < to) {
      int count = file.read(at, piece, (int) Math.min(PIECE, to - at));
      if (count <= 0) {
        return;
      }
      sink.write(Spill.DATABASE, at, ByteBuffer.wrap(piece, 0, count));
      at += count;
    }
  }
}
