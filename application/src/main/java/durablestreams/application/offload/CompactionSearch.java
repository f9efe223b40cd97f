package durablestreams.application.offload;

import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.ObjectSpan;
import durablestreams.domain.segment.RunPlanner;
import durablestreams.domain.segment.RunPlanner.Compactions;
import durablestreams.domain.segment.RunPlanner.Place;
import durablestreams.domain.segment.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Search for runs of small objects through the index of all objects. One call looks at a bounded
 * number of objects, and the next one continues there and wraps around, so that every run gets its
 * turn and a call stays cheap with a million objects.
 */
final class CompactionSearch {

  private static final int PAGE = 2_000;

  /** Maximum objects that one call looks at, about. */
  private static final int MAX_OBJECTS = 20_000;

  private final StreamDirectory directory;
  private final OffloadSettings settings;
  private final RunPlanner planner;
  private Place next = Place.BEGINNING;

  CompactionSearch(StreamDirectory directory, OffloadSettings settings) {
    this.directory = directory;
    this.settings = settings;
    this.planner =
        new RunPlanner(settings.maxObjectBytes(), OffloadSettings.MAX_SEGMENTS_PER_OBJECT);
  }

  /**
   * The next runs, about {@code limit} of them; empty if there is none among what was looked at.
   */
  List<List<StoredObject>> runs(int limit) {
    List<List<ObjectSpan>> found = new ArrayList<>();
    boolean wrapped = next.equals(Place.BEGINNING);
    for (int looked = 0; looked < MAX_OBJECTS && found.size() < limit; looked += PAGE) {
      List<ObjectSpan> page = directory.objects(next.key(), next.start(), PAGE);
      Compactions compactions =
          planner.compactions(
              page,
              page.size() < PAGE,
              settings.compactFrom(),
              settings.compactBelow(),
              limit - found.size());
      found.addAll(compactions.runs());
      next = compactions.next();
      if (next.equals(Place.BEGINNING)) {
        if (wrapped || !found.isEmpty()) {
          break;
        }
        wrapped = true;
      }
    }
    return found.stream().map(this::objects).filter(run -> !run.isEmpty()).toList();
  }

  /** Whether the next call begins with the first object. */
  boolean isAtBeginning() {
    return next.equals(Place.BEGINNING);
  }

  /** The objects themselves; none if they are not the same any more. */
  private List<StoredObject> objects(List<ObjectSpan> run) {
    ObjectSpan first = run.getFirst();
    List<StoredObject> objects = directory.objectsFrom(first.key(), first.start(), run.size());
    return objects.stream().map(StoredObject::span).toList().equals(run) ? objects : List.of();
  }

  /** The first adjacent objects of a run that fit into one object of {@code maxSegments}. */
  static List<StoredObject> fitting(List<StoredObject> run, int maxSegments) {
    List<ObjectSpan> spans = run.stream().map(StoredObject::span).toList();
    List<List<ObjectSpan>> found =
        new RunPlanner(Long.MAX_VALUE, maxSegments)
            .compactions(spans, true, 2, Long.MAX_VALUE, 1)
            .runs();
    return found.isEmpty()
        ? List.of()
        : run.stream().filter(object -> found.getFirst().contains(object.span())).toList();
  }
}
