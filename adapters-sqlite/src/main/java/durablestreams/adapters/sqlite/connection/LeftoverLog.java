package durablestreams.adapters.sqlite.connection;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The write-ahead log that a process which did not stop cleanly left behind.
 *
 * <p>SQLite reads it like all else, whether it was forced to the disk or not. It is forced before
 * anything of it is shown, and moved into the database before anything is written after it: a
 * commit behind frames that an earlier, failed fsync left out of the disk would be lost with them.
 * While the disk is too full for that, the server reads and does not write.
 */
public final class LeftoverLog {

  private static final System.Logger LOG = System.getLogger(LeftoverLog.class.getName());

  private final Path file;
  private boolean moved;

  public LeftoverLog(Path file) {
    this.file = file;
  }

  /** Forces the log to the disk, and moves it if that is possible. */
  public void makeDurable(Connection writer) throws SQLException {
    force();
    try {
      move(writer);
    } catch (SQLException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "The write-ahead log cannot be moved into the database, so nothing is written until it can"
              + " be: "
              + e.getMessage());
    }
  }

  /**
   * Checks that SQLite read the log anew and takes nothing of it for moved. It does so when all
   * connections were closed, those of other programs included.
   */
  public void checkReadAnew(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet state = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      if (state.next() && state.getLong(3) > 0) {
        throw new SQLException(
            "the disk failed, and another program has the database open: close that program");
      }
    }
  }

  /** Forces the log to the disk. */
  public void force() throws SQLException {
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
      log.force(true);
    } catch (IOException e) {
      throw new SQLException(file + " cannot be forced to the disk: " + e.getMessage(), e);
    }
  }

  /**
   * Moves the log into the database unless that was done.
   *
   * @throws SQLException when it cannot be done now; nothing may be written then
   */
  public void move(Connection writer) throws SQLException {
    if (!moved) {
      if (Connections.pragma(writer, "wal_checkpoint(TRUNCATE)") != 0) {
        throw new SQLException("another connection reads from the write-ahead log");
      }
      moved = true;
    }
  }
}
