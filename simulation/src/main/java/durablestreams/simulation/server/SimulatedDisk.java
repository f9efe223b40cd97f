package durablestreams.simulation.server;

import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.subscription.SubscriptionChange;
import java.util.List;
import java.util.random.RandomGenerator;

/** Disk with the logs of commits, which outlives the server. */
final class SimulatedDisk implements ArchiveClaims {

  private final SyncedLog<StreamChange> streams = new SyncedLog<>();
  private final SyncedLog<SubscriptionChange> subscriptions = new SyncedLog<>();
  private final SyncedLog<SimulatedRows.RowId> reclaimed = new SyncedLog<>();
  private long floor;
  private List<ArchiveOwner> records = List.of();

  SyncedLog<StreamChange> streams() {
    return streams;
  }

  SyncedLog<SubscriptionChange> subscriptions() {
    return subscriptions;
  }

  /** The rows of the hot log that were reclaimed. */
  SyncedLog<SimulatedRows.RowId> reclaimed() {
    return reclaimed;
  }

  long floor() {
    return floor;
  }

  /** Recovers after the end of the process. */
  void recover(boolean powerCut, RandomGenerator random) {
    long begun =
        streams.log().stream()
            .flatMap(List::stream)
            .mapToLong(SimulatedDisk::segment)
            .max()
            .orElse(0);
    streams.recover(powerCut, random);
    subscriptions.recover(powerCut, random);
    reclaimed.recover(powerCut, random);
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
