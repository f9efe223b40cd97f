package durablestreams.adapters.sqlite;

import durablestreams.adapters.sqlite.connection.Connections;
import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.file.FolderLock;
import durablestreams.adapters.sqlite.file.NativeLibrary;
import durablestreams.adapters.sqlite.file.PrivateFiles;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.replication.DamagedSnapshotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/**
 * Restore of a snapshot of a {@link SqliteDatabase}. The files are written into a folder of their
 * own; SQLite moves the write-ahead log into the database and checks it, and one rename puts it in
 * its place. There is no {@code streams.mark} for it, so the next start raises the segment floor.
 */
public final class SqliteSnapshotRestore implements SnapshotSource.Restore {

  /** Of an error code of SQLite, without what tells more about it. */
  private static final int PRIMARY_CODE = 0xff;

  private final DatabaseFiles files;
  private final DatabaseFiles temporary;
  private final FolderLock lock;
  private final FileChannel database;
  private final FileChannel log;

  /**
   * @throws StoreFailedException when the folder is in use, holds a database, or cannot be written
   */
  public SqliteSnapshotRestore(Path folder) {
    this.files = new DatabaseFiles(folder);
    this.temporary = new DatabaseFiles(files.restoring());
    this.lock = FolderLock.acquire(folder, files.lock());
    try {
      if (Files.exists(files.file())) {
        throw new StoreFailedException(files.file().toAbsolutePath() + " is there already");
      }
      removeTemporary();
      PrivateFiles.createFolders(files.restoring());
      this.database = create(temporary.file());
      this.log = create(temporary.writeAheadLog());
    } catch (IOException e) {
      lock.close();
      throw failed(e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel create(Path file) throws IOException {
    PrivateFiles.createFileIfMissing(file);
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void write(String file, long offset, ByteBuffer bytes) {
    try {
      FileChannel channel = channel(file);
      long at = offset;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void size(String file, long bytes) {
    try {
      FileChannel channel = channel(file);
      channel.truncate(bytes);
      if (channel.size() != bytes) {
        throw damaged(file + " has " + channel.size() + " bytes instead of " + bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private FileChannel channel(String file) {
    return switch (file) {
      case "database" -> database;
      case "log" -> log;
      default -> throw damaged("it has a file " + file + ", which this version does not know");
    };
  }

  @Override
  public void finish() {
    try {
      database.close();
      log.close();
      NativeLibrary.load(files.nativeLibrary());
      try (Connection connection = Connections.writer(temporary.file())) {
        Connections.pragma(connection, "wal_checkpoint(TRUNCATE)");
        check(connection);
      }
      try (FileChannel whole = FileChannel.open(temporary.file(), StandardOpenOption.WRITE)) {
        whole.force(true);
      }
      Files.deleteIfExists(files.mark());
      Files.move(temporary.file(), files.file(), StandardCopyOption.ATOMIC_MOVE);
      lock.keepEntries();
    } catch (SQLException e) {
      throw failed(e);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = result.next() ? result.getString(1) : "no answer";
      if (!answer.equals("ok")) {
        throw damaged(answer);
      }
    }
  }

  private static StoreFailedException failed(SQLException e) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & PRIMARY_CODE);
    return code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB
        ? new DamagedSnapshotException("the backup is damaged: " + e.getMessage(), e)
        : new StoreFailedException("the backup cannot be opened: " + e.getMessage(), e);
  }

  private void removeTemporary() throws IOException {
    Path folder = files.restoring();
    if (Files.isDirectory(folder)) {
      try (var entries = Files.list(folder)) {
        for (Path entry : entries.toList()) {
          Files.delete(entry);
        }
      }
      Files.delete(folder);
    }
  }

  private static DamagedSnapshotException damaged(String why) {
    return new DamagedSnapshotException("the backup is damaged: " + why);
  }

  private StoreFailedException failed(IOException e) {
    return new StoreFailedException(
        "the data folder " + files.folder().toAbsolutePath() + " cannot be written: " + e, e);
  }

  @Override
  public void close() {
    try {
      database.close();
      log.close();
      removeTemporary();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      lock.close();
    }
  }
}
