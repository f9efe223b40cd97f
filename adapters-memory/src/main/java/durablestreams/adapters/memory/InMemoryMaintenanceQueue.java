package durablestreams.adapters.memory;

import durablestreams.application.port.MaintenanceQueue;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The maintenance queue of an {@link InMemoryStreamStore} on the same {@link HeapState}.
 *
 * <p>The cost of a query is proportional to its result, except for compactable objects: that query
 * scans all streams that have objects, and runs rarely. Tails are checked in the order of commits;
 * if the clock is set back, some are found idle a little later.
 */
public final class InMemoryMaintenanceQueue implements MaintenanceQueue {

  private final HeapState heap;

  /** The last stream with compactable objects that was returned; the next query starts after it. */
  private volatile StreamKey searched = new StreamKey(1);

  public InMemoryMaintenanceQueue(HeapState heap) {
    this.heap = heap;
  }

  @Override
  public List<List<SealedSegment>> pendingRuns(int maxRuns, long maxBytes) {
    return heap.read(() ->
        heap.waiting.values().stream()
            .limit(maxRuns)
            .map(stream -> firstRun(stream.waiting, maxBytes))
            .toList());
  }

  private static List<SealedSegment> firstRun(List<SealedSegment> waiting, long maxBytes) {
    long bytes = waiting.getFirst().frameBytes();
    int count = 1;
    while (count < waiting.size() && waiting.get(count - 1).isFollowedBy(waiting.get(count))) {
      bytes += waiting.get(count).frameBytes();
      if (bytes > maxBytes) {
        break;
      }
      count++;
    }
    return List.copyOf(waiting.subList(0, count));
  }

  @Override
  public List<StreamKey> idleTails(
      Instant lastBefore, Instant firstBefore, Instant notAfter, int limit) {
    return heap.read(() ->
        Stream.concat(
                heap.openByLast.values().stream()
                    .takeWhile(stream -> isOutside(stream.lastAppend, lastBefore, notAfter)),
                heap.openByFirst.values().stream()
                    .takeWhile(stream -> isOutside(stream.firstAppend, firstBefore, notAfter)))
            .map(stream -> stream.state.key())
            .distinct()
            .limit(limit)
            .toList());
  }

  private static boolean isOutside(Instant append, Instant before, Instant notAfter) {
    return append.isBefore(before) || append.isAfter(notAfter);
  }

  @Override
  public List<List<StoredObject>> compactableRuns(
      int limit, int minObjects, long smallerThan, long maxBytes, int maxSegments) {
    return heap.read(() -> {
      StreamKey after = searched;
      List<List<StoredObject>> runs =
          Stream.concat(
                  heap.archived.tailMap(after, false).values().stream(),
                  heap.archived.headMap(after, true).values().stream())
              .filter(stream -> stream.objects.size() >= minObjects)
              .map(stream ->
                  firstRun(stream.objects, minObjects, smallerThan, maxBytes, maxSegments))
              .filter(run -> !run.isEmpty())
              .limit(limit)
              .toList();
      searched = runs.isEmpty() ? after : runs.getLast().getFirst().key();
      return runs;
    });
  }

  /** The first run that is long enough, as long as it can be; empty when there is none. */
  private static List<StoredObject> firstRun(
      List<StoredObject> objects,
      int minObjects,
      long smallerThan,
      long maxBytes,
      int maxSegments) {
    List<StoredObject> run = new ArrayList<>();
    for (StoredObject object : objects) {
      boolean small = object.size() < smallerThan && object.size() <= maxBytes;
      boolean adjacent = run.isEmpty() || run.getLast().isFollowedBy(object);
      if (!small || !adjacent || !fits(run, object, maxBytes, maxSegments)) {
        if (run.size() >= minObjects) {
          return run;
        }
        if (!small || !adjacent) {
          run.clear();
        }
      }
      if (small) {
        while (!run.isEmpty() && !fits(run, object, maxBytes, maxSegments)) {
          run.removeFirst();
        }
        run.add(object);
      }
    }
    return run.size() >= minObjects ? run : List.of();
  }

  private static boolean fits(
      List<StoredObject> run, StoredObject next, long maxBytes, int maxSegments) {
    return run.stream().mapToLong(StoredObject::size).sum() + next.size() <= maxBytes
        && run.stream().mapToLong(StoredObject::segments).sum() + next.segments() <= maxSegments;
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
