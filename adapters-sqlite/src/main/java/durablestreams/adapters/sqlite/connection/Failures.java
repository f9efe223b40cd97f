package durablestreams.adapters.sqlite.connection;

import durablestreams.application.port.StoreFailedException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Messages for the operator when the database fails. */
public final class Failures {

  private Failures() {}

  /** The failure itself if it is one already, else one that says what went wrong. */
  public static StoreFailedException of(String what, Throwable e) {
    if (e instanceof StoreFailedException failure) {
      return failure;
    }
    if (isFull(e)) {
      return StoreFailedException.outOfSpace(what + ": the disk is full", e);
    }
    return new StoreFailedException(
        what + ": " + (isDamage(e) ? damaged("the file of the database") : reason(e)), e);
  }

  /** Whether the disk has no room left, or a quota of the file system is used up. */
  private static boolean isFull(Throwable e) {
    SQLiteException cause = sqlite(e);
    return cause != null && primary(cause.getResultCode()) == SQLiteErrorCode.SQLITE_FULL;
  }

  /** Whether SQLite found that the file is not what it wrote. */
  private static boolean isDamage(Throwable e) {
    SQLiteException cause = sqlite(e);
    return cause != null
        && switch (primary(cause.getResultCode())) {
          case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_TOOBIG -> true;
          default -> false;
        };
  }

  public static StoreFailedException opening(Path file, Exception e) {
    SQLiteException cause = sqlite(e);
    String path = file.toAbsolutePath().toString();
    if (cause == null) {
      return of(path + " cannot be opened", e);
    }
    if (isFull(e)) {
      return StoreFailedException.outOfSpace(path + " cannot be written: the disk is full", e);
    }
    String sentence =
        switch (primary(cause.getResultCode())) {
          case SQLITE_NOTADB ->
              path
                  + " is not a database of this server, or its beginning is damaged: choose another"
                  + " folder, or restore it from a backup";
          case SQLITE_CORRUPT, SQLITE_TOOBIG -> damaged(path);
          case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH ->
              path + " cannot be opened for writing: check who owns it";
          default -> path + " cannot be opened: " + reason(e);
        };
    return new StoreFailedException(sentence, e);
  }

  /**
   * Whether a COMMIT failed before its last frame, the one that makes it whole, was written: then
   * it is not there, and never will be.
   */
  public static boolean isBeforeLastFrame(Throwable e) {
    SQLiteException cause = sqlite(e);
    if (cause == null) {
      return false;
    }
    SQLiteErrorCode code = cause.getResultCode();
    return code == SQLiteErrorCode.SQLITE_IOERR_WRITE
        || code == SQLiteErrorCode.SQLITE_FULL
        || primary(code) == SQLiteErrorCode.SQLITE_BUSY;
  }

  public static StoreFailedException damaged(Path file, Exception e) {
    return new StoreFailedException(damaged(file.toAbsolutePath().toString()), e);
  }

  private static String damaged(String file) {
    return file + " is damaged: restore it from a backup, or rebuild it from the archive";
  }

  private static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return SQLiteErrorCode.getErrorCode(code.code & 0xff);
  }

  /** What SQLite says, if it was SQLite that failed. */
  public static String reason(Throwable e) {
    SQLException cause = sqlite(e);
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  private static @Nullable SQLiteException sqlite(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLiteException found) {
        return found;
      }
    }
    return null;
  }
}
