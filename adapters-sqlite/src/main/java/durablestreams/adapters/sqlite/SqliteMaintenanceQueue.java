package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.ANNOUNCEMENTS;
import static durablestreams.adapters.sqlite.generated.Tables.GARBAGE_OBJECTS;

import durablestreams.adapters.sqlite.generated.tables.records.AnnouncementsRecord;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Instant;
import java.util.List;

/** The background work that waits in a {@link SqliteDatabase}. */
public final class SqliteMaintenanceQueue implements MaintenanceQueue {

  private final SqliteDatabase database;

  public SqliteMaintenanceQueue(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public List<PendingSegments> pendingSegments(long after, int streams, int segments) {
    return database.read((connection, index) ->
        index.pendingSegments(after, streams, segments, connection.hotStreams()));
  }

  @Override
  public List<StreamKey> openSegments(SealCutoff cutoff, int limit) {
    return database.session().index().due(cutoff, limit);
  }

  @Override
  public List<String> garbageObjects(int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(GARBAGE_OBJECTS.NAME)
            .from(GARBAGE_OBJECTS)
            .where(GARBAGE_OBJECTS.REMOVE_AT.isNull())
            .orderBy(GARBAGE_OBJECTS.ID)
            .limit(limit)
            .fetch(GARBAGE_OBJECTS.NAME));
  }

  @Override
  public List<String> removableObjects(Instant now, int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .select(GARBAGE_OBJECTS.NAME)
            .from(GARBAGE_OBJECTS)
            .where(GARBAGE_OBJECTS.REMOVE_AT.le(Millis.of(now)))
            .orderBy(GARBAGE_OBJECTS.REMOVE_AT, GARBAGE_OBJECTS.ID)
            .limit(limit)
            .fetch(GARBAGE_OBJECTS.NAME));
  }

  @Override
  public List<NumberedEvent> announcements(int limit) {
    return database.read((connection, index) ->
        connection
            .dsl()
            .selectFrom(ANNOUNCEMENTS)
            .orderBy(ANNOUNCEMENTS.NUMBER)
            .limit(limit)
            .fetch(row -> new NumberedEvent(row.getNumber(), eventOf(row))));
  }

  private static LifecycleEvent eventOf(AnnouncementsRecord row) {
    StreamPath path = new StreamPath(row.getPath());
    return row.getContentType() == null
        ? new LifecycleEvent.StreamDeleted(path)
        : new LifecycleEvent.StreamCreated(
            path, new ContentType(row.getContentType()), Instant.parse(row.getCreatedAt()));
  }
}
