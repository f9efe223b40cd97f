package durablestreams.adapters.memory;

import durablestreams.application.port.StoredStream;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SegmentFloor;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.subscription.SubscriptionChange;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Replica on the heap, which begins anew with every process. */
public final class InMemoryReplicaStore implements ReplicaStore {

  private final HeapState heap;
  private final InMemorySubscriptionStore subscriptions;
  private final InstantSource clock;

  public InMemoryReplicaStore(
      HeapState heap, InMemorySubscriptionStore subscriptions, InstantSource clock) {
    this.heap = heap;
    this.subscriptions = subscriptions;
    this.clock = clock;
  }

  @Override
  public Optional<byte[]> progress() {
    return heap.read(() -> Optional.ofNullable(heap.progress()).map(byte[]::clone));
  }

  @Override
  public void commit(
      List<StreamChange> streams, List<SubscriptionChange> changes, byte[] progress) {
    byte[] own = progress.clone();
    subscriptions.commitAfter(() -> heap.commit(streams, own), changes);
  }

  @Override
  public List<StoredStream> streamsAfter(long after, int limit) {
    InMemoryStreamStore streams = new InMemoryStreamStore(heap);
    return heap.read(() ->
        heap.byKey.tailMap(new StreamKey(after + 1), true).keySet().stream()
            .limit(limit)
            .map(key -> streams.load(key).orElseThrow())
            .toList());
  }

  @Override
  public Contents contents() {
    return new Contents(
        new InMemoryStreamStore(heap), new InMemoryStreamDirectory(heap), subscriptions);
  }

  @Override
  public void adopt() {
    heap.write(() -> {
      heap.adopt(SegmentFloor.above(heap.segmentFloor(), clock.instant()));
      return true;
    });
  }
}
