package durablestreams.domain.reading;

import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Lineage;
import java.util.ArrayList;
import java.util.List;

/** Planner that maps a range of positions to its storage locations, including inherited ones. */
public final class ReadPlanner {

  private ReadPlanner() {}

  /**
   * The extents of one ancestor range that hold {@code from} to {@code to}, in order and without
   * gaps.
   *
   * @param objects objects of the ancestor range's key, in order of their start; objects outside
   *     the range are ignored. Positions that no object holds are hot.
   */
  public static List<Extent> plan(
      Lineage.AncestorRange ancestorRange, long from, long to, List<StoredObject> objects) {
    long end = Math.min(to, ancestorRange.to());
    if (from < ancestorRange.from() || from >= end) {
      throw new IllegalArgumentException(
          "no positions " + from + ".." + to + " in " + ancestorRange);
    }
    List<Extent> extents = new ArrayList<>();
    long at = from;
    for (StoredObject object : objects) {
      if (object.end() <= at || object.start() >= end) {
        continue;
      }
      if (object.start() > at) {
        extents.add(new Extent.Hot(ancestorRange.key(), at, object.start()));
        at = object.start();
      }
      long until = Math.min(object.end(), end);
      extents.add(new Extent.Cold(object, at, until));
      at = until;
    }
    if (at < end) {
      extents.add(new Extent.Hot(ancestorRange.key(), at, end));
    }
    return extents;
  }
}
