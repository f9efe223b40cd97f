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
import java.util.List;

/**
 * Removes doomed objects from the archive. They stay on the list until they are known to be gone,
 * so a crash or an outage only delays it; removing an object twice does no harm, because names are
 * never used again for anything else. None of it is urgent, so it rests after each object.
 */
final class ObjectReclaimer implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int PIECE = 256;
  private static final Rest REST = new Rest(4, Duration.ofMillis(10));

  private final MaintenanceQueue queue;
  private final SegmentArchive archive;
  private final StreamSequencer sequencer;
  private final ObjectClaims claims;
  private final FaultPoints faults;
  private final BackgroundLoop loop;

  ObjectReclaimer(
      MaintenanceQueue queue,
      SegmentArchive archive,
      StreamSequencer sequencer,
      ObjectClaims claims,
      FaultPoints faults) {
    this.queue = queue;
    this.archive = archive;
    this.sequencer = sequencer;
    this.claims = claims;
    this.faults = faults;
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
    List<String> claimed = new ArrayList<>();
    try {
      List<String> doomed = queue.doomedObjects(PIECE);
      for (String name : doomed) {
        if (claims.claim(name)) {
          claimed.add(name);
        }
      }
      // Looked at again under the claim: an upload that was just published is not doomed any more.
      List<String> stillDoomed =
          queue.doomedObjects(PIECE).stream().filter(claimed::contains).toList();
      for (String name : stillDoomed) {
        long start = System.nanoTime();
        archive.delete(name);
        REST.after(start);
      }
      if (!stillDoomed.isEmpty()) {
        faults.reach(FaultPoint.AFTER_DELETE);
        sequencer.submit(batch -> {
          batch.record(List.of(new StreamChange.ObjectsReclaimed(stillDoomed)));
          return true;
        });
      }
      return stillDoomed.size() == PIECE;
    } finally {
      claimed.forEach(claims::release);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
