package durablestreams.adapters.memory;

import durablestreams.application.port.MaintenanceQueue;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The maintenance queue of an {@link InMemoryStreamStore} on the same {@link HeapState}.
 *
 * <p>A look costs what it finds, except one for compactable objects, which passes over all streams
 * that have some, and is made now and then only. Tails are looked at in the order of commits;
 * should the clock be set back, some are found to rest a little later.
 */
public final class InMemoryMaintenanceQueue implements MaintenanceQueue {

  private final HeapState heap;

  public InMemoryMaintenanceQueue(HeapState heap) {
    this.heap = heap;
  }

  @Override
  public List<List<SealedSegment>> waitingRuns(int maxRuns, long maxBytes) {
    return heap.read(() ->
        heap.waiting.values().stream()
            .limit(maxRuns)
            .map(stream -> firstRun(stream.waiting, maxBytes))
            .toList());
  }

  private static List<SealedSegment> firstRun(List<SealedSegment> waiting, long maxBytes) {
    long bytes = waiting.getFirst().frameBytes();
    int count = 1;
    while (count < waiting.size() && waiting.get(count).start() == waiting.get(count - 1).end()) {
      bytes += waiting.get(count).frameBytes();
      if (bytes > maxBytes) {
        break;
      }
      count++;
    }
    return List.copyOf(waiting.subList(0, count));
  }

  @Override
  public List<StreamKey> restingTails(Instant lastBefore, Instant firstBefore, int limit) {
    return heap.read(() ->
        Stream.concat(
                heap.openByLast.values().stream()
                    .takeWhile(stream -> stream.lastAppend.isBefore(lastBefore)),
                heap.openByFirst.values().stream()
                    .takeWhile(stream -> stream.firstAppend.isBefore(firstBefore)))
            .map(stream -> stream.state.key())
            .distinct()
            .limit(limit)
            .toList());
  }

  @Override
  public List<List<StoredObject>> compactableRuns(
      int limit, int minObjects, long smallerThan, long maxBytes) {
    return heap.read(() ->
        heap.archived.values().stream()
            .filter(stream -> stream.objects.size() >= minObjects)
            .map(stream -> firstRun(stream.objects, minObjects, smallerThan, maxBytes))
            .filter(run -> !run.isEmpty())
            .limit(limit)
            .toList());
  }

  /** The first run that is long enough, as long as it can be; empty when there is none. */
  private static List<StoredObject> firstRun(
      List<StoredObject> objects, int minObjects, long smallerThan, long maxBytes) {
    List<StoredObject> run = new ArrayList<>();
    long bytes = 0;
    for (StoredObject object : objects) {
      boolean adjacent = run.isEmpty() || run.getLast().end() == object.start();
      if (object.size() >= smallerThan || !adjacent || bytes + object.size() > maxBytes) {
        if (run.size() >= minObjects) {
          return run;
        }
        bytes = dropUntilFits(run, object, smallerThan, adjacent, maxBytes);
      }
      if (object.size() < smallerThan && object.size() <= maxBytes) {
        run.add(object);
        bytes += object.size();
      }
    }
    return run.size() >= minObjects ? run : List.of();
  }

  /** Shortens a run from its front so that {@code next} can follow; returns its bytes. */
  private static long dropUntilFits(
      List<StoredObject> run,
      StoredObject next,
      long smallerThan,
      boolean adjacent,
      long maxBytes) {
    if (!adjacent || next.size() >= smallerThan) {
      run.clear();
    }
    long bytes = run.stream().mapToLong(StoredObject::size).sum();
    while (!run.isEmpty() && bytes + next.size() > maxBytes) {
      bytes -= run.removeFirst().size();
    }
    return bytes;
  }

  @Override
  public List<String> doomedObjects(int limit) {
    return heap.read(() -> heap.doomed.stream().limit(limit).toList());
  }

  @Override
  public List<NumberedEvent> announcements(int limit) {
    return heap.read(() -> heap.announcements.stream().limit(limit).toList());
  }
}
