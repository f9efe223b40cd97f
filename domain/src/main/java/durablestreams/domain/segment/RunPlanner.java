package durablestreams.domain.segment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Planner of runs: adjacent segments that are uploaded as one object, and adjacent small objects
 * that are compacted into one.
 *
 * @param maxBytes maximum size of the object that a run becomes; a single segment may be larger
 * @param maxSegments maximum segments of it
 */
public record RunPlanner(long maxBytes, int maxSegments) {

  /**
   * The first run of a stream's segments that are pending upload.
   *
   * @param pending the segments in order
   * @return adjacent segments, as many as fit; at least one unless there is none
   */
  public List<SealedSegment> upload(List<SealedSegment> pending) {
    List<SealedSegment> run = new ArrayList<>();
    long bytes = 0;
    for (SealedSegment segment : pending) {
      boolean fits =
          run.isEmpty()
              || (run.getLast().isFollowedBy(segment)
                  && segment.frameBytes() <= maxBytes - bytes
                  && run.size() < maxSegments);
      if (!fits) {
        break;
      }
      run.add(segment);
      bytes += segment.frameBytes();
    }
    return run;
  }

  /**
   * Place in the order of all objects: of stream {@code key}, the first that starts at {@code
   * start} or later; then those of the streams with higher keys.
   */
  public record Place(long key, long start) {

    /** The place before all objects. */
    public static final Place BEGINNING = new Place(0, 0);

    private static Place of(ObjectSpan object) {
      return new Place(object.key().value(), object.start());
    }

    private static Place behind(ObjectSpan object) {
      return new Place(object.key().value(), object.start() + 1);
    }
  }

  /**
   * Compactions found on one page of objects.
   *
   * @param next where the next page begins; {@link Place#BEGINNING} after the last one
   */
  public record Compactions(List<List<ObjectSpan>> runs, Place next) {}

  /**
   * Finds runs of at least {@code minObjects} adjacent objects, each smaller than {@code
   * smallerThan} bytes. Runs do not overlap. The next page begins behind the last run if {@code
   * limit} was reached, so that a run that is not compacted does not hide the ones behind it.
   *
   * @param page objects in the order of their streams and positions
   * @param last whether no object follows
   * @param limit maximum number of runs, at least one
   */
  public Compactions compactions(
      List<ObjectSpan> page, boolean last, int minObjects, long smallerThan, int limit) {
    int least = Math.max(2, minObjects);
    List<List<ObjectSpan>> runs = new ArrayList<>();
    Window window = new Window();
    for (ObjectSpan object : page) {
      boolean small = object.size() < smallerThan && canHold(object);
      if (window.objects.size() >= least && !(small && window.continuesWith(object))) {
        runs.add(window.take());
        if (runs.size() >= limit) {
          return new Compactions(runs, Place.behind(runs.getLast().getLast()));
        }
      }
      if (small) {
        window.slideTo(object);
      } else {
        window.take();
      }
    }
    // A run at the end of a page may go on behind it, unless it fills the page.
    boolean goesOn = !last && !window.objects.isEmpty();
    if (goesOn && window.objects.getFirst() != page.getFirst()) {
      return new Compactions(runs, Place.of(window.objects.getFirst()));
    }
    if (window.objects.size() >= least) {
      runs.add(window.take());
    }
    return new Compactions(
        runs, last || page.isEmpty() ? Place.BEGINNING : Place.behind(page.getLast()));
  }

  private boolean canHold(ObjectSpan object) {
    return object.size() <= maxBytes && object.segments() <= maxSegments;
  }

  /** Adjacent small objects that together fit into one object. */
  private final class Window {
    private final Deque<ObjectSpan> objects = new ArrayDeque<>();
    private long bytes;
    private long segments;

    private boolean continuesWith(ObjectSpan next) {
      return isAdjacent(next) && fits(next);
    }

    private boolean isAdjacent(ObjectSpan next) {
      return objects.isEmpty() || objects.getLast().isFollowedBy(next);
    }

    private boolean fits(ObjectSpan next) {
      return next.size() <= maxBytes - bytes && next.segments() <= maxSegments - segments;
    }

    /** Adds an object; drops from the front what is not adjacent or does not fit beside it. */
    private void slideTo(ObjectSpan next) {
      if (!isAdjacent(next)) {
        take();
      }
      while (!fits(next)) {
        ObjectSpan first = objects.removeFirst();
        bytes -= first.size();
        segments -= first.segments();
      }
      objects.addLast(next);
      bytes += next.size();
      segments += next.segments();
    }

    private List<ObjectSpan> take() {
      List<ObjectSpan> taken = List.copyOf(objects);
      objects.clear();
      bytes = 0;
      segments = 0;
      return taken;
    }
  }
}
