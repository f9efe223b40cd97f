package durablestreams.adapters.sqlite;

import durablestreams.adapters.sqlite.session.LogReclaimer;
import durablestreams.application.port.HotLogHousekeeping;
import java.time.Duration;

/** Removal of unneeded rows and pages from a {@link SqliteDatabase}, between its commits. */
public final class SqliteHousekeeping implements HotLogHousekeeping {

  private final SqliteDatabase database;

  public SqliteHousekeeping(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Piece reclaim(int maxRows) {
    return database.write(session -> {
      long start = System.nanoTime();
      LogReclaimer reclaimer = new LogReclaimer(session, maxRows);
      boolean more = reclaimer.reclaim();
      database.written(reclaimer.pages());
      return new Piece(more, Duration.ofNanos(System.nanoTime() - start));
    });
  }
}
