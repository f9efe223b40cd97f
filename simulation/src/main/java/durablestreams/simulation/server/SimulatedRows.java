package durablestreams.simulation.server;

import durablestreams.application.port.HotLogHousekeeping;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulationFailedException;
import durablestreams.simulation.weave.Mutant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Rows of the hot log. They stay after the commit that makes them unneeded, until they are
 * reclaimed, which a power cut may undo; a start finds those that were not. When a row is
 * reclaimed, whole objects hold what is in it.
 */
final class SimulatedRows implements HotLogHousekeeping {

  /** One append: the messages from a position on. */
  record Row(StreamKey key, long from, MessageBatch batch) {
    long to() {
      return from + batch.units();
    }
  }

  /** Names a row on the disk. */
  record RowId(StreamKey key, long from) {}

  private final SyncedLog<RowId> reclaimed;
  private final Faults faults;
  private final Scheduler scheduler;
  private final Mutant mutant;
  private final Function<StreamKey, Optional<Long>> fronts;
  private final StreamDirectory directory;
  private final Predicate<StoredObject> isWhole;
  private final NavigableMap<StreamKey, NavigableMap<Long, Row>> rows = new TreeMap<>();

  /**
   * @param fronts the earliest retained position of a stream; empty when it is gone
   * @param directory answers at once
   * @param isWhole whether the archive has all of an object
   */
  SimulatedRows(
      SimulatedDisk disk,
      Faults faults,
      Scheduler scheduler,
      Mutant mutant,
      Function<StreamKey, Optional<Long>> fronts,
      StreamDirectory directory,
      Predicate<StoredObject> isWhole) {
    this.reclaimed = disk.reclaimed();
    this.faults = faults;
    this.scheduler = scheduler;
    this.mutant = mutant;
    this.fronts = fronts;
    this.directory = directory;
    this.isWhole = isWhole;
    disk.streams().log().forEach(this::add);
    reclaimed.log().forEach(this::remove);
  }

  /** Adds the rows of a commit. */
  void add(List<StreamChange> changes) {
    for (StreamChange change : changes) {
      if (change instanceof StreamChange.Appended appended) {
        Row row = new Row(appended.key(), appended.from(), appended.batch().detached());
        rows.computeIfAbsent(row.key(), key -> new TreeMap<>()).put(row.from(), row);
      }
    }
  }

  private void remove(List<RowId> ids) {
    for (RowId id : ids) {
      NavigableMap<Long, Row> ofStream = of(id.key());
      ofStream.remove(id.from());
      if (ofStream.isEmpty()) {
        rows.remove(id.key());
      }
    }
  }

  private NavigableMap<Long, Row> of(StreamKey key) {
    return rows.getOrDefault(key, new TreeMap<>());
  }

  HotRead read(StreamKey key, long from, long to, int maxBytes) {
    List<MessageBatch> batches = new ArrayList<>();
    long at = from;
    long bytes = 0;
    while (at < to && bytes < maxBytes) {
      var next = of(key).floorEntry(at);
      if (next == null || next.getValue().to() <= at) {
        break;
      }
      Row row = next.getValue();
      MessageBatch part = row.batch().slice(at - row.from(), Math.min(row.to(), to) - row.from());
      batches.add(part);
      bytes += part.length();
      at += part.units();
    }
    return batches.isEmpty() || fronts.apply(key).isEmpty()
        ? new HotRead.Offloaded()
        : new HotRead.Found(batches);
  }

  /** Whether all rows are needed that are there. */
  boolean isTidy() {
    return unneeded(1).isEmpty();
  }

  @Override
  public Piece reclaim(int maxRows) {
    faults.beforeRead(scheduler);
    List<Row> unneeded = unneeded(1 + scheduler.random().nextInt(maxRows));
    if (unneeded.isEmpty()) {
      return new Piece(false, Duration.ZERO);
    }
    unneeded.forEach(this::requireArchived);
    List<RowId> ids = unneeded.stream().map(row -> new RowId(row.key(), row.from())).toList();
    reclaimed.write(ids);
    if (scheduler.random().nextBoolean()) {
      reclaimed.sync();
    }
    scheduler.step();
    remove(ids);
    scheduler.trace("reclaimed " + ids.size() + " rows");
    scheduler.step();
    return new Piece(true, Duration.ofNanos(scheduler.random().nextInt(1_000_000)));
  }

  private List<Row> unneeded(int limit) {
    return rows.values().stream()
        .flatMap(ofStream -> ofStream.values().stream())
        .filter(this::isUnneeded)
        .limit(limit)
        .toList();
  }

  private boolean isUnneeded(Row row) {
    if (mutant == Mutant.RECLAIMED_BEFORE_ARCHIVED) {
      return of(row.key()).tailMap(row.from()).size() > 5;
    }
    Optional<Long> front = fronts.apply(row.key());
    if (front.isEmpty() || row.to() <= front.get()) {
      return true;
    }
    return holders(row).isPresent();
  }

  /** The objects that hold what is retained of a row; empty when some of it is in none. */
  private Optional<List<StoredObject>> holders(Row row) {
    List<StoredObject> found = new ArrayList<>();
    long at = Math.max(row.from(), fronts.apply(row.key()).orElse(0L));
    while (at < row.to()) {
      List<StoredObject> next = directory.objectsFrom(row.key(), at, 1);
      if (next.isEmpty() || next.getFirst().start() > at) {
        return Optional.empty();
      }
      found.add(next.getFirst());
      at = next.getFirst().end();
    }
    return Optional.of(found);
  }

  private void requireArchived(Row row) {
    for (StoredObject object : holders(row).orElse(List.of())) {
      if (!isWhole.test(object)) {
        scheduler.fail(
            new SimulationFailedException(
                "rows are reclaimed before " + object.name() + " is whole", null));
      }
    }
  }
}
