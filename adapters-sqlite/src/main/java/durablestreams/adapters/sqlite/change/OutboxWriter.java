package durablestreams.adapters.sqlite.change;

import static durablestreams.adapters.sqlite.generated.Tables.ANNOUNCEMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.META;
import static durablestreams.adapters.sqlite.schema.PreparedSql.BYTES;
import static durablestreams.adapters.sqlite.schema.PreparedSql.NUMBER;
import static durablestreams.adapters.sqlite.schema.PreparedSql.SQL;
import static durablestreams.adapters.sqlite.schema.PreparedSql.TEXT;

import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.domain.stream.LifecycleEvent;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Writer of announcements and counters, within the transaction that the caller began. */
public final class OutboxWriter {

  private final PreparedSql insert;
  private final PreparedSql delete;
  private final PreparedSql count;
  private final PreparedSql floor;
  private final PreparedSql truncated;
  private final PreparedSql commitFailed;
  private final PreparedSql progress;

  OutboxWriter(Connection connection) throws SQLException {
    insert =
        new PreparedSql(
            connection,
            SQL.insertInto(
                    ANNOUNCEMENTS,
                    ANNOUNCEMENTS.NUMBER,
                    ANNOUNCEMENTS.PATH,
                    ANNOUNCEMENTS.CONTENT_TYPE,
                    ANNOUNCEMENTS.CREATED_AT)
                .values(NUMBER, TEXT, TEXT, TEXT));
    delete =
        new PreparedSql(
            connection, SQL.deleteFrom(ANNOUNCEMENTS).where(ANNOUNCEMENTS.NUMBER.le(NUMBER)));
    count =
        new PreparedSql(
            connection,
            SQL.update(META)
                .set(META.HIGHEST_KEY, NUMBER)
                .set(META.NEXT_ANNOUNCEMENT, NUMBER)
                .set(META.CHANGES, NUMBER));
    floor = new PreparedSql(connection, SQL.update(META).set(META.SEGMENT_FLOOR, NUMBER));
    truncated = new PreparedSql(connection, SQL.update(META).set(META.LAST_REMOVED_ENTRY, NUMBER));
    commitFailed =
        new PreparedSql(
            connection, SQL.update(META).set(META.FAILED_COMMITS, META.FAILED_COMMITS.plus(1)));
    progress = new PreparedSql(connection, SQL.update(META).set(META.LOG_PROGRESS, BYTES));
  }

  public void announce(long number, LifecycleEvent event) throws SQLException {
    switch (event) {
      case LifecycleEvent.StreamCreated created ->
          insert.run(
              number,
              created.path().value(),
              created.contentType().value(),
              created.createdAt().toString());
      case LifecycleEvent.StreamDeleted deleted ->
          insert.run(number, deleted.path().value(), null, null);
    }
  }

  public void delivered(long number) throws SQLException {
    delete.run(number);
  }

  public void counters(long highestKey, long nextAnnouncement, long changes) throws SQLException {
    count.run(highestKey, nextAnnouncement, changes);
  }

  /** No segment below {@code number} is appended to from now on. */
  public void segmentFloor(long number) throws SQLException {
    floor.run(number);
  }

  /**
   * The commit log is applied up to here.
   *
   * @param value {@code null} when the store no longer follows a log
   */
  public void progress(byte @Nullable [] value) throws SQLException {
    progress.run((Object) value);
  }

  /** Counts a commit that failed while it was made durable. */
  public void commitFailed() throws SQLException {
    // The placeholder of the 1 that is added.
    commitFailed.run(1);
  }

  /** Rows of the hot log up to {@code entry} are gone. */
  public void truncated(long entry) throws SQLException {
    truncated.run(entry);
  }
}
