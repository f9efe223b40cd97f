package durablestreams.adapters.sqlite;

import static durablestreams.adapters.sqlite.generated.Tables.OBJECTS;

import durablestreams.domain.segment.StoredObject;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record6;
import org.jooq.impl.DSL;

/**
 * Looks for small objects that stand next to each other.
 *
 * <p>One call looks at a bounded number of objects and the next one goes on from there, so that it
 * stays cheap with a million of them; a store that has fewer is searched whole each time.
 */
final class CompactionSearch {

  /** Objects one call looks at, about. */
  private static final int MAX_OBJECTS = 20_000;

  private final SqliteDatabase database;

  /** The stream and position from which the next call goes on. */
  private record Place(long key, long start) {
    private static Place behind(Run run) {
      return new Place(run.key, run.lastStart + 1);
    }
  }

  private static final Place BEGINNING = new Place(0, 0);

  private volatile Place next = BEGINNING;

  CompactionSearch(SqliteDatabase database) {
    this.database = database;
  }

  /** See {@code MaintenanceQueue.compactableRuns}. */
  List<List<StoredObject>> runs(
      int limit, int minObjects, long smallerThan, long maxBytes, int maxSegments) {
    return database.read((connection, index) -> {
      Place from = next;
      Search search =
          new Search(limit, Math.max(2, minObjects), smallerThan, maxBytes, maxSegments);
      Place after = search.go(connection.dsl(), from);
      if (search.found.isEmpty() && after.equals(BEGINNING) && !from.equals(BEGINNING)) {
        after = search.go(connection.dsl(), BEGINNING);
      }
      next = after;
      return search.found.stream().map(run -> objects(connection.dsl(), run)).toList();
    });
  }

  private static List<StoredObject> objects(DSLContext dsl, Run run) {
    return dsl.selectFrom(OBJECTS)
        .where(OBJECTS.STREAM_KEY.eq(run.key))
        .and(OBJECTS.START_POSITION.between(run.start, run.lastStart))
        .orderBy(OBJECTS.START_POSITION)
        .fetch(SegmentTable::objectOf);
  }

  /** Adjacent objects that are small enough, as far as seen. */
  private static final class Run {
    private final long key;
    private final long start;
    private long lastStart;
    private long end;
    private long lastSegment;
    private long bytes;
    private long segments;
    private int objects;

    private Run(long key, long start) {
      this.key = key;
      this.start = start;
      this.end = start;
    }
  }

  private static final class Search {
    private final int limit;
    private final int minObjects;
    private final long smallerThan;
    private final long maxBytes;
    private final int maxSegments;
    private final List<Run> found = new ArrayList<>();
    private Run run = new Run(-1, -1);

    private Search(int limit, int minObjects, long smallerThan, long maxBytes, int maxSegments) {
      this.limit = limit;
      this.minObjects = minObjects;
      this.smallerThan = smallerThan;
      this.maxBytes = maxBytes;
      this.maxSegments = maxSegments;
    }

    /** Looks through the objects from {@code place} on; where to go on after them. */
    private Place go(DSLContext dsl, Place place) {
      run = new Run(-1, -1);
      int seen = 0;
      try (var objects = objectsFrom(dsl, place)) {
        while (found.size() < limit && objects.hasNext()) {
          var object = objects.fetchNext();
          take(
              object.value1(),
              object.value2(),
              object.value3(),
              object.value4(),
              object.value5(),
              object.value6());
          seen++;
        }
      }
      if (limit > 0 && found.size() == limit) {
        // Not from the same place again: what was found may not get compacted.
        return Place.behind(found.getLast());
      }
      Place last = seen < MAX_OBJECTS ? BEGINNING : new Place(run.key, run.start);
      keep();
      return last;
    }

    private static Cursor<Record6<Long, Long, Long, Long, Long, Long>> objectsFrom(
        DSLContext dsl, Place place) {
      return dsl.select(
              OBJECTS.STREAM_KEY,
              OBJECTS.START_POSITION,
              OBJECTS.END_POSITION,
              OBJECTS.SIZE,
              OBJECTS.FIRST_SEGMENT,
              OBJECTS.LAST_SEGMENT)
          .from(OBJECTS)
          .where(
              DSL.row(OBJECTS.STREAM_KEY, OBJECTS.START_POSITION)
                  .ge(DSL.row(place.key(), place.start())))
          .orderBy(OBJECTS.STREAM_KEY, OBJECTS.START_POSITION)
          .limit(MAX_OBJECTS)
          .fetchLazy();
    }

    private void take(
        long key, long start, long end, long size, long firstSegment, long lastSegment) {
      long segments = lastSegment - firstSegment + 1;
      boolean small = size < smallerThan && size <= maxBytes;
      boolean continues =
          small
              && run.key == key
              && run.end == start
              && (run.objects == 0 || run.lastSegment + 1 == firstSegment)
              && size <= maxBytes - run.bytes
              && segments <= maxSegments - run.segments;
      if (!continues) {
        keep();
        run = new Run(key, start);
      }
      if (small) {
        run.lastStart = start;
        run.end = end;
        run.lastSegment = lastSegment;
        run.bytes += size;
        run.segments += segments;
        run.objects++;
      }
    }

    private void keep() {
      if (run.objects >= minObjects && found.size() < limit) {
        found.add(run);
      }
    }
  }
}
