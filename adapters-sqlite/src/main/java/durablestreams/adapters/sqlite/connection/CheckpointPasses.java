package durablestreams.adapters.sqlite.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Passes of one checkpoint of the write-ahead log.
 *
 * <p>A checkpoint by another thread never sees the end of a log that goes on growing, so the log
 * would never start over. Therefore the bulk is moved while commits go on, pass by pass, and the
 * little that came meanwhile in one last pass during which no commit runs. SQLite forces the file
 * to the disk only in a pass that reaches the end of the log, which would be that last one; so it
 * is forced here after every pass before.
 */
final class CheckpointPasses {

  /** The last pass is for this many pages or fewer, if that can be had in a few passes. */
  static final long LITTLE = (512L << 10) / Connections.PAGE_BYTES;

  static final int MAX_PASSES = 4;

  private final Path file;
  private final ForcedFile forced;
  private final LogLimit limit;
  private final Checkpointer.Exclusively exclusively;

  /** Whether pages that SQLite takes for moved may not be on the disk. */
  private volatile boolean unforced;

  CheckpointPasses(
      Path file, ForcedFile forced, LogLimit limit, Checkpointer.Exclusively exclusively) {
    this.file = file;
    this.forced = forced;
    this.limit = limit;
    this.exclusively = exclusively;
  }

  /** Whether a pass could not be forced to the disk, and SQLite has not read the log anew since. */
  boolean isUnforced() {
    return unforced;
  }

  /** SQLite has read the log anew, and moves all of it again. */
  void rebuilt() {
    unforced = false;
  }

  /**
   * Moves what is in the log.
   *
   * <p>The connection that cannot write is closed last, so that closing moves nothing.
   *
   * @param pages where the pages that are moved are noted, if a copy is made
   */
  void move(@Nullable MovedPages pages) throws SQLException, IOException {
    try (Connection keeper = Connections.keeper(file);
        Connection connection = Connections.checkpointer(file)) {
      Connections.touch(keeper);
      if (pages == null) {
        passes(connection);
        exclusively.run(() -> lastPass(connection));
      } else {
        pages.move(exclusively, keeper, () -> forcedPass(connection), () -> lastPass(connection));
      }
    }
  }

  private void passes(Connection connection) throws SQLException, IOException {
    long moved = 0;
    for (int i = 0; i < MAX_PASSES; i++) {
      long before = moved;
      moved = forcedPass(connection);
      if (moved - before <= LITTLE) {
        break;
      }
    }
  }

  private long lastPass(Connection connection) throws SQLException {
    return pass(connection, limit.isLong() ? "TRUNCATE" : "PASSIVE");
  }

  private long forcedPass(Connection connection) throws SQLException, IOException {
    unforced = true;
    long moved;
    try {
      moved = pass(connection, "PASSIVE");
    } catch (SQLException e) {
      // SQLite takes nothing of this pass for moved.
      unforced = false;
      throw e;
    }
    forceFile();
    unforced = false;
    return moved;
  }

  /** Forces to the disk what the passes wrote, so that little is left for the last one to force. */
  private void forceFile() throws IOException {
    try {
      forced.force();
    } catch (IOException e) {
      unforced = true;
      throw e;
    }
  }

  /** Moves what is there; how many pages of the log were moved, those of passes before included. */
  private static long pass(Connection connection, String mode) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      return result.next() ? result.getLong(3) : 0;
    }
  }
}
