package durablestreams.adapters.memory;

import durablestreams.application.port.MaintenanceQueue;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The maintenance queue of an {@link InMemoryStreamStore} on the same {@link HeapState}.
 *
 * <p>The cost of a query is proportional to its result. Open segments are checked in the order of
 * commits; if the clock is set back, some are found due a little later.
 */
public final class InMemoryMaintenanceQueue implements MaintenanceQueue {

  private final HeapState heap;

  public InMemoryMaintenanceQueue(HeapState heap) {
    this.heap = heap;
  }

  @Override
  public List<PendingSegments> pendingSegments(long after, int limit, int segments) {
    return heap.read(() ->
        heap.pending.tailMap(after, false).entrySet().stream()
            .limit(limit)
            .map(turn ->
                new PendingSegments(
                    turn.getKey(), turn.getValue().pending.stream().limit(segments).toList()))
            .toList());
  }

  @Override
  public List<StreamKey> openSegments(SealCutoff cutoff, int limit) {
    return heap.read(() ->
        Stream.concat(
                heap.openByLast.values().stream().takeWhile(stream -> stream.isDue(cutoff)),
                heap.openByFirst.values().stream().takeWhile(stream -> stream.isDue(cutoff)))
            .map(stream -> stream.state.key())
            .distinct()
            .limit(limit)
            .toList());
  }

  @Override
  public List<String> garbageObjects(int limit) {
    return heap.read(() -> heap.garbage.stream().limit(limit).toList());
  }

  @Override
  public List<String> removableObjects(Instant now, int limit) {
    return heap.read(() ->
        heap.scheduled.entrySet().stream()
            .filter(object -> !object.getValue().isAfter(now))
            .sorted(Map.Entry.comparingByValue())
            .limit(limit)
            .map(Map.Entry::getKey)
            .toList());
  }

  @Override
  public List<NumberedEvent> announcements(int limit) {
    return heap.read(() -> heap.announcements.stream().limit(limit).toList());
  }
}
