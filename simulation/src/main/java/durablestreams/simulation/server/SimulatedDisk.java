package durablestreams.simulation.server;

import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.domain.change.StreamChange;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Disk with a log of commits, which outlives the server. A record that was written survives the end
 * of the process; one that was synced survives a power cut as well.
 */
final class SimulatedDisk implements ArchiveClaims {

  private final List<List<StreamChange>> log = new ArrayList<>();
  private final SubscriptionLog subscriptions = new SubscriptionLog();
  private int synced;
  private long floor;
  private List<ArchiveOwner> records = List.of();

  /** Writes a record. A crash before leaves nothing of it: a torn record is not recovered. */
  void write(List<StreamChange> changes) {
    log.add(List.copyOf(changes));
  }

  /** Syncs everything that is written. */
  void sync() {
    synced = log.size();
  }

  /** Everything that was written so far, in order. */
  List<List<StreamChange>> log() {
    return log;
  }

  SubscriptionLog subscriptions() {
    return subscriptions;
  }

  long floor() {
    return floor;
  }

  /** Recovers after the end of the process. */
  void recover(boolean powerCut, RandomGenerator random) {
    long begun =
        log.stream().flatMap(List::stream).mapToLong(SimulatedDisk::segment).max().orElse(0);
    if (powerCut) {
      // Of what was not synced, nothing or a random half is left, without a gap.
      int kept = synced;
      while (kept < log.size() && random.nextBoolean()) {
        kept++;
      }
      log.subList(kept, log.size()).clear();
    }
    synced = log.size();
    subscriptions.recover(powerCut, random);
    floor = Math.max(floor, begun + 1);
  }

  private static long segment(StreamChange change) {
    return switch (change) {
      case StreamChange.Created created -> created.state().tail().segment();
      case StreamChange.Appended appended -> appended.tail().segment();
      case StreamChange.SegmentSealed sealed -> sealed.segment().number() + 1;
      case StreamChange.SegmentsSkipped skipped -> skipped.segment();
      default -> 0;
    };
  }

  @Override
  public String storeId() {
    return "5".repeat(32);
  }

  @Override
  public List<ArchiveOwner> records() {
    return records;
  }

  @Override
  public boolean copied() {
    return false;
  }

  @Override
  public void remember(List<ArchiveOwner> mine) {
    records = List.copyOf(mine);
  }
}
