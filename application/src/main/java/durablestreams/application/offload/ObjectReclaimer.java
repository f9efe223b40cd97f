package durablestreams.application.offload;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.offload.upload.Throttle;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.change.StreamChange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Background removal of garbage objects from the archive after a grace period. Each object gets a
 * time of removal first; until then a store that is restored from an older backup still finds the
 * objects that it refers to.
 *
 * <p>Objects stay on the list until their removal is confirmed, so a crash or an outage only delays
 * it. Removal is idempotent, because names are never reused for other content. It is not urgent, so
 * it is throttled: each removal is followed by a pause.
 *
 * <p>The objects that one compaction replaced are in one folder and are removed in one request.
 */
final class ObjectReclaimer implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  static final int PIECE = 256;
  private static final Throttle THROTTLE = new Throttle(4, Duration.ofMillis(50));

  private final MaintenanceQueue queue;
  private final SegmentArchive archive;
  private final StreamSequencer sequencer;
  private final ObjectLocks locks;
  private final List<ObjectPublisher> publishers;
  private final ArchiveOwnership ownership;
  private final Duration grace;
  private final FaultPoints faults;
  private final InstantSource clock;
  private final ArchiveMetrics metrics;
  private final TransferPool removers;
  private final BackgroundLoop loop;

  /** What is scheduled for removal after this instant is kept, for backups. */
  private volatile Supplier<Instant> removableUntil = () -> Instant.MAX;

  ObjectReclaimer(
      MaintenanceQueue queue,
      SegmentArchive archive,
      StreamSequencer sequencer,
      ObjectLocks locks,
      List<ObjectPublisher> publishers,
      ArchiveOwnership ownership,
      OffloadSettings settings,
      Leadership leadership,
      FaultPoints faults,
      InstantSource clock,
      ArchiveMetrics metrics) {
    this.queue = queue;
    this.archive = archive;
    this.sequencer = sequencer;
    this.locks = locks;
    this.publishers = publishers;
    this.ownership = ownership;
    this.grace = settings.grace();
    this.faults = faults;
    this.clock = clock;
    this.metrics = metrics;
    this.removers = new TransferPool("object-remover", settings.parallelUploads());
    this.loop = new BackgroundLoop("object-reclaimer", INTERVAL, leadership, this::reclaim);
  }

  void keepAfter(Supplier<Instant> instant) {
    removableUntil = instant;
  }

  void start() {
    loop.start();
  }

  void signal() {
    loop.signal();
  }

  /** Removes what is due, and waits for that. */
  void complete() throws InterruptedException {
    loop.complete();
  }

  String problem() {
    return loop.problem();
  }

  /** Schedules one piece and removes one piece; returns whether more may be due now. */
  boolean reclaim() throws InterruptedException {
    ownership.writer();
    Instant until = removableUntil.get();
    Instant now = clock.instant();
    Instant due = now.isBefore(until) ? now : until;
    boolean more =
        grace.isZero() && until.equals(Instant.MAX) ? remove(queue::garbageObjects) : schedule();
    return remove(limit -> queue.removableObjects(due, limit)) || more;
  }

  /** Schedules garbage objects for removal, except those that an upload is using. */
  private boolean schedule() {
    Set<String> locked = new LinkedHashSet<>();
    try {
      List<String> garbage = lock(queue::garbageObjects, locked);
      if (!garbage.isEmpty()) {
        Instant removeAt = clock.instant().plus(grace);
        sequencer.submit(batch -> {
          batch.record(List.of(new StreamChange.ObjectsScheduled(garbage, removeAt)));
          return true;
        });
      }
      return garbage.size() == PIECE;
    } finally {
      locked.forEach(locks::unlock);
    }
  }

  private boolean remove(IntFunction<List<String>> candidates) throws InterruptedException {
    Set<String> locked = new LinkedHashSet<>();
    try {
      List<String> removed = lock(candidates, locked);
      if (!removed.isEmpty()) {
        removeAll(removed);
      }
      return removed.size() == PIECE;
    } finally {
      locked.forEach(locks::unlock);
    }
  }

  /** Locks up to one piece of the candidates; returns those that were locked. */
  private List<String> lock(IntFunction<List<String>> candidates, Set<String> locked) {
    Set<String> tried = unfinished();
    int looked = PIECE + tried.size();
    for (String name : candidates.apply(looked)) {
      if (locked.size() < PIECE && !tried.contains(name) && locks.tryLock(name)) {
        locked.add(name);
      }
    }
    // Checked again under the lock: an upload that was just published is no longer garbage, and one
    // that just failed will be retried.
    Set<String> unfinished = unfinished();
    return candidates.apply(looked).stream()
        .filter(locked::contains)
        .filter(name -> !unfinished.contains(name))
        .toList();
  }

  private Set<String> unfinished() {
    return publishers.stream()
        .flatMap(publisher -> publisher.unfinished().stream())
        .collect(Collectors.toSet());
  }

  private void removeAll(List<String> names) throws InterruptedException {
    List<String> removed = Collections.synchronizedList(new ArrayList<>());
    List<Runnable> removals = new ArrayList<>();
    for (List<String> neighbours : byFolder(names)) {
      removals.add(() -> {
        ownership.verify();
        archive.deleteAll(neighbours);
        removed.addAll(neighbours);
      });
    }
    try {
      removers.runAll(removals, THROTTLE);
    } catch (RuntimeException e) {
      metrics.removalFailed();
      throw e;
    } finally {
      forget(List.copyOf(removed));
    }
  }

  /** Removes names from the list of garbage objects. */
  private void forget(List<String> names) {
    if (!names.isEmpty()) {
      faults.reach(FaultPoint.AFTER_DELETE);
      sequencer.submit(batch -> {
        batch.record(List.of(new StreamChange.ObjectsReclaimed(names)));
        return true;
      });
    }
  }

  private static Collection<List<String>> byFolder(List<String> names) {
    return names.stream()
        .collect(
            Collectors.groupingBy(
                name -> name.substring(0, name.lastIndexOf('/') + 1),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  @Override
  public void close() {
    loop.close();
    removers.close();
  }
}
