package durablestreams.adapters.sqlite;

import durablestreams.application.port.SnapshotSource;

/** Snapshots of a {@link SqliteDatabase}: copies of its file and its write-ahead log. */
public final class SqliteSnapshotSource implements SnapshotSource {

  private final SqliteDatabase database;

  public SqliteSnapshotSource(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public void copyTo(SnapshotSource.Sink sink) throws InterruptedException {
    database.copyTo(sink);
  }
}
