package durablestreams.application.offload.tools;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chain of adjacent objects of one stream, each of which begins where the previous one ends.
 *
 * @param objects from the start of what the archive holds to its end
 * @param redundant objects without other data: leftovers of uploads and compactions that a crash
 *     interrupted
 */
record ObjectChain(List<FoundObject> objects, List<FoundObject> redundant) {

  /**
   * Finds the longest chain in the latest history of the stream. A store that was restored from a
   * backup writes different data after the end of the backup, so data of earlier claims beyond the
   * start of a later upload is excluded.
   *
   * <p>Leftovers may overlap others in any way, so an object is taken only where it continues the
   * chain; among those, the largest.
   *
   * @throws IllegalStateException when something is missing in the middle
   */
  static ObjectChain of(List<FoundObject> found) {
    List<FoundObject> superseded = superseded(found);
    List<FoundObject> sorted = new ArrayList<>(found);
    sorted.removeAll(new HashSet<>(superseded));
    sorted.sort(
        Comparator.comparingLong(FoundObject::start)
            .thenComparing(Comparator.comparingLong(FoundObject::end).reversed()));
    long start = sorted.getFirst().start();
    TreeMap<Long, FoundObject> reached = new TreeMap<>();
    for (FoundObject object : sorted) {
      if (object.start() == start || reached.containsKey(object.start())) {
        reached.putIfAbsent(object.end(), object);
      }
    }
    long end = reached.lastKey();
    sorted.stream()
        .filter(object -> object.end() > end)
        .findFirst()
        .ifPresent(beyond -> {
          throw new IllegalStateException(
              "nothing holds the positions from %d to %d. To restore what is before them, move %s and what follows it out of the archive"
                  .formatted(end, beyond.start(), beyond.name()));
        });
    List<FoundObject> chain = new ArrayList<>();
    for (long at = end; at != start; at = chain.getFirst().start()) {
      chain.addFirst(reached.get(at));
    }
    sorted.removeAll(new HashSet<>(chain));
    sorted.addAll(superseded);
    return new ObjectChain(chain, sorted);
  }

  /**
   * The chain behind the last gap, for a stream whose first objects are removed once they are not
   * needed, in any order. What is before the gap is redundant.
   */
  static ObjectChain behindLastGap(List<FoundObject> found) {
    List<FoundObject> rest = new ArrayList<>(found);
    rest.removeAll(new HashSet<>(superseded(found)));
    rest.sort(Comparator.comparingLong(FoundObject::start));
    long end = rest.getFirst().start();
    long start = end;
    for (FoundObject object : rest) {
      start = object.start() > end ? object.start() : start;
      end = Math.max(end, object.end());
    }
    long from = start;
    ObjectChain chain = of(rest.stream().filter(object -> object.start() >= from).toList());
    List<FoundObject> redundant = new ArrayList<>(found);
    redundant.removeAll(new HashSet<>(chain.objects()));
    return new ObjectChain(chain.objects(), redundant);
  }

  private static List<FoundObject> superseded(List<FoundObject> found) {
    TreeMap<Long, Long> uploadsFrom = new TreeMap<>();
    for (FoundObject object : found) {
      if (!object.merged()) {
        uploadsFrom.merge(object.epoch(), object.start(), Math::min);
      }
    }
    // From here on: where uploads of this epoch or a later one begin.
    long earliest = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> epoch : uploadsFrom.descendingMap().entrySet()) {
      earliest = Math.min(earliest, epoch.getValue());
      epoch.setValue(earliest);
    }
    return found.stream()
        .filter(object -> {
          Map.Entry<Long, Long> later = uploadsFrom.higherEntry(object.epoch());
          return later != null && later.getValue() < object.end();
        })
        .toList();
  }
}
