package durablestreams.adapters.sqlite.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the pages that checkpoints changed in the database file, read from the frames of the
 * write-ahead log before they are moved.
 *
 * <p>Pages of a checkpoint are given out once it has ended: those of one that runs may not have
 * been written yet.
 */
public final class MovedPages {

  private static final int LOG_HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int PAGE_SIZE_AT = 8;
  private static final int SALTS_AT = 16;
  private static final int FRAME_SALTS_AT = 8;

  private final Path log;
  private final BitSet moved = new BitSet();
  private final BitSet collected = new BitSet();
  private long logSalts;
  private long next;
  private @Nullable IOException failure;

  MovedPages(Path log) {
    this.log = log;
  }

  /** A pass that forces the file to the disk; how many pages of the log are moved by now. */
  interface ForcedPass {
    long run() throws SQLException, IOException;
  }

  /**
   * A checkpoint of which all pages are collected. A pass ends where the reader began, so it moves
   * only frames that were collected, and the log does not start over before the others are. Commits
   * wait for the last pass only, as they do while nothing is copied.
   */
  void move(
      Checkpointer.Exclusively exclusively,
      Connection reader,
      ForcedPass pass,
      Checkpointer.Pass last)
      throws SQLException, IOException {
    next = LOG_HEADER;
    long moves = 0;
    try {
      for (int i = 0; i < CheckpointPasses.MAX_PASSES; i++) {
        Connections.beginReading(reader);
        collect(moves);
        long before = moves;
        moves = Math.max(0, pass.run());
        Connections.endReading(reader);
        if (moves - before <= CheckpointPasses.LITTLE) {
          break;
        }
      }
      long notAgain = moves;
      exclusively.run(() -> {
        collect(notAgain);
        return last.run();
      });
    } finally {
      end();
    }
  }

  /**
   * Reads the frames that are not moved yet, those that were read before included: behind the last
   * commit there may be frames of one that failed, and the next commits take their places one by
   * one. Frames that are moved stay as they are until the log starts over, with other salts.
   *
   * @param movedFrames frames of the log that the checkpoint has moved
   */
  private void collect(long movedFrames) {
    try {
      if (Files.exists(log)) {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
          collect(channel, movedFrames);
        }
      }
    } catch (IOException e) {
      // The checkpoint goes on; only the copy is not complete.
      failure = e;
    }
  }

  private void collect(FileChannel channel, long movedFrames) throws IOException {
    ByteBuffer header = ByteBuffer.allocateDirect(LOG_HEADER);
    if (!fill(channel, header, 0)) {
      return;
    }
    int frameSize = FRAME_HEADER + header.getInt(PAGE_SIZE_AT);
    long salts = header.getLong(SALTS_AT);
    next = salts == logSalts ? Math.min(next, LOG_HEADER + movedFrames * frameSize) : LOG_HEADER;
    logSalts = salts;
    ByteBuffer frame = ByteBuffer.allocateDirect(FRAME_HEADER);
    while (fill(channel, frame, next) && frame.getLong(FRAME_SALTS_AT) == salts) {
      int page = frame.getInt(0);
      if (page <= 0) {
        return; // being written
      }
      collected.set(page);
      next += frameSize;
    }
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long from)
      throws IOException {
    buffer.clear();
    return channel.read(buffer, from) == buffer.capacity();
  }

  /** The checkpoint has ended; what it did not move is collected again by the next one. */
  private synchronized void end() {
    moved.or(collected);
    collected.clear();
  }

  /**
   * The pages that were changed since the last call, counted from 1.
   *
   * @throws IOException when the log could not be read
   */
  public synchronized BitSet take() throws IOException {
    if (failure != null) {
      throw failure;
    }
    BitSet taken = (BitSet) moved.clone();
    moved.clear();
    return taken;
  }
}
