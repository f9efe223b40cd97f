package durablestreams.application.offload;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.change.StreamChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes doomed objects from the archive. They stay on the list until they are known to be gone,
 * so a crash or an outage only delays it; removing an object twice does no harm, because names are
 * never used again for anything else. None of it is urgent, so there is a rest after each removal.
 *
 * <p>Compaction dooms the objects that it replaces together, and they lie in one folder: those are
 * removed in one go.
 */
final class ObjectReclaimer implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int PIECE = 256;
  private static final Rest REST = new Rest(4, Duration.ofMillis(50));

  private final MaintenanceQueue queue;
  private final SegmentArchive archive;
  private final StreamSequencer sequencer;
  private final ObjectClaims claims;
  private final List<ObjectPublisher> publishers;
  private final FaultPoints faults;
  private final Movers removers;
  private final BackgroundLoop loop;

  ObjectReclaimer(
      MaintenanceQueue queue,
      SegmentArchive archive,
      StreamSequencer sequencer,
      ObjectClaims claims,
      List<ObjectPublisher> publishers,
      OffloadSettings settings,
      FaultPoints faults) {
    this.queue = queue;
    this.archive = archive;
    this.sequencer = sequencer;
    this.claims = claims;
    this.publishers = publishers;
    this.faults = faults;
    this.removers = new Movers("object-remover", settings.parallelUploads());
    this.loop = new BackgroundLoop("object-reclaimer", INTERVAL, this::reclaim);
  }

  void start() {
    loop.start();
  }

  void signal() {
    loop.signal();
  }

  String problem() {
    return loop.problem();
  }

  boolean reclaim() throws InterruptedException {
    Set<String> claimed = new LinkedHashSet<>();
    try {
      Set<String> tried = unfinished();
      int looked = PIECE + tried.size();
      for (String name : queue.doomedObjects(looked)) {
        if (claimed.size() < PIECE && !tried.contains(name) && claims.claim(name)) {
          claimed.add(name);
        }
      }
      // Looked at again under the claim: an upload that was just published is not doomed any more,
      // and one that just failed will be tried again.
      Set<String> unfinished = unfinished();
      List<String> stillDoomed =
          queue.doomedObjects(looked).stream()
              .filter(claimed::contains)
              .filter(name -> !unfinished.contains(name))
              .toList();
      removeAll(stillDoomed);
      return stillDoomed.size() == PIECE;
    } finally {
      claimed.forEach(claims::release);
    }
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
        archive.deleteAll(neighbours);
        removed.addAll(neighbours);
      });
    }
    try {
      removers.moveAll(removals, REST);
    } finally {
      forget(List.copyOf(removed));
    }
  }

  /** Takes names off the list of the doomed. */
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
