package durablestreams.domain.segment;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Seeds;
import durablestreams.domain.segment.RunPlanner.Compactions;
import durablestreams.domain.segment.RunPlanner.Place;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs of segments for uploads, and of objects for compactions. */
class RunPlannerTest {

  private static final int ALL = 1_000_000;
  private static final RunPlanner LARGE = new RunPlanner(ALL, ALL);
  private static final StreamKey KEY = new StreamKey(7);

  /** Segments of one message each, whose frames have {@code bytes} bytes. */
  private static List<SealedSegment> segments(long firstNumber, int count, int bytes) {
    List<SealedSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(
          new SealedSegment(
              KEY, firstNumber + i, 10L * i, 10L * (i + 1), 1, bytes - SegmentFrames.HEADER_BYTES));
    }
    return segments;
  }

  /** Adjacent objects of the given sizes, of one segment each. */
  private static List<ObjectSpan> objects(StreamKey key, long... sizes) {
    List<ObjectSpan> objects = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      objects.add(new ObjectSpan(key, i, i, 10L * i, 10L * (i + 1), sizes[i]));
    }
    return objects;
  }

  private static List<ObjectSpan> withSegments(int... segmentsOfEach) {
    List<ObjectSpan> objects = new ArrayList<>();
    long first = 0;
    for (int segments : segmentsOfEach) {
      long end = first + segments;
      objects.add(new ObjectSpan(KEY, first, end - 1, first, end, 1));
      first = end;
    }
    return objects;
  }

  private static List<List<ObjectSpan>> runs(RunPlanner planner, List<ObjectSpan> page, int least) {
    return planner.compactions(page, true, least, 1_000, ALL).runs();
  }

  @Test
  void anUploadTakesAdjacentSegmentsUpToItsSize() {
    List<SealedSegment> pending = segments(0, 5, 1_000);
    assertThat(new RunPlanner(1, ALL).upload(pending)).isEqualTo(pending.subList(0, 1));
    assertThat(new RunPlanner(1_999, ALL).upload(pending)).isEqualTo(pending.subList(0, 1));
    assertThat(new RunPlanner(2_000, ALL).upload(pending)).isEqualTo(pending.subList(0, 2));
    assertThat(new RunPlanner(4_999, ALL).upload(pending)).isEqualTo(pending.subList(0, 4));
    assertThat(new RunPlanner(5_000, ALL).upload(pending)).isEqualTo(pending);
    assertThat(LARGE.upload(List.of())).isEmpty();
  }

  @Test
  void anUploadTakesSegmentsUpToTheirNumber() {
    List<SealedSegment> pending = segments(0, 5, 10);
    assertThat(new RunPlanner(ALL, 3).upload(pending)).isEqualTo(pending.subList(0, 3));
  }

  /** An object names its first and its last segment, and holds all between. */
  @Test
  void runsEndWhereNumbersOrPositionsWereSkipped() {
    List<SealedSegment> before = segments(0, 2, 10);
    List<SealedSegment> pending = new ArrayList<>(before);
    pending.add(new SealedSegment(KEY, 1L << 40, 20, 30, 1, 6));
    assertThat(LARGE.upload(pending)).isEqualTo(before);
    pending.set(2, new SealedSegment(KEY, 2, 21, 30, 1, 6));
    assertThat(LARGE.upload(pending)).isEqualTo(before);

    List<ObjectSpan> page = objects(KEY, 10, 10);
    page.add(new ObjectSpan(KEY, 1L << 40, 1L << 40, 20, 30, 10));
    page.add(new ObjectSpan(KEY, (1L << 40) + 1, (1L << 40) + 1, 30, 40, 10));
    assertThat(runs(LARGE, page, 2)).containsExactly(page.subList(0, 2), page.subList(2, 4));
    assertThat(runs(LARGE, page, 3)).isEmpty();
  }

  @Test
  void smallAdjacentObjectsAreCompacted() {
    List<ObjectSpan> page = objects(KEY, 100, 100, 100);
    assertThat(runs(LARGE, page, 2)).containsExactly(page);
    assertThat(runs(LARGE, page, 3)).containsExactly(page);
    assertThat(runs(LARGE, page, 4)).isEmpty();
    assertThat(runs(LARGE, objects(KEY, 1_000, 1_000), 2)).as("not smaller").isEmpty();
    assertThat(runs(LARGE, objects(KEY, 999, 999), 2)).hasSize(1);
    assertThat(runs(LARGE, objects(KEY, 10), 0)).as("one object is no run").isEmpty();
  }

  @Test
  void aLargeObjectAndTheEndOfAStreamEndARun() {
    List<ObjectSpan> page = objects(KEY, 10, 10, 5_000, 10, 10);
    StreamKey next = new StreamKey(8);
    page.add(new ObjectSpan(next, 5, 5, 50, 60, 10));
    page.add(new ObjectSpan(next, 6, 6, 60, 70, 10));
    assertThat(runs(LARGE, page, 2))
        .containsExactly(page.subList(0, 2), page.subList(3, 5), page.subList(5, 7));
  }

  @Test
  void aRunTakesWhatFitsAndPassesByWhatDoesNot() {
    RunPlanner planner = new RunPlanner(ALL, 16);
    List<ObjectSpan> page = withSegments(1, 2, 3);
    assertThat(runs(planner, page, 2)).containsExactly(page);
    page = withSegments(10, 6, 1);
    assertThat(runs(planner, page, 2)).containsExactly(page.subList(0, 2));
    page = withSegments(16, 16, 1, 2);
    assertThat(runs(planner, page, 2)).containsExactly(page.subList(2, 4));
    page = withSegments(9, 9, 9, 7);
    assertThat(runs(planner, page, 2)).containsExactly(page.subList(2, 4));
    page = withSegments(40, 1, 1);
    assertThat(runs(planner, page, 2)).containsExactly(page.subList(1, 3));
  }

  @Test
  void theNextPageBeginsBehindTheLastRunOfTheLimit() {
    List<ObjectSpan> page = objects(KEY, 10, 10, 5_000, 10, 10, 5_000);
    Compactions first = LARGE.compactions(page, true, 2, 1_000, 1);
    assertThat(first.runs()).containsExactly(page.subList(0, 2));
    assertThat(first.next()).isEqualTo(new Place(7, 11));
  }

  @Test
  void aRunThatGoesOnBehindThePageIsLeftForTheNextOne() {
    List<ObjectSpan> page = objects(KEY, 5_000, 10, 10);
    Compactions found = LARGE.compactions(page, false, 2, 1_000, ALL);
    assertThat(found.runs()).isEmpty();
    assertThat(found.next()).isEqualTo(new Place(7, 10));
    found = LARGE.compactions(page.subList(1, 3), false, 2, 1_000, ALL);
    assertThat(found.runs()).as("it fills the page").containsExactly(page.subList(1, 3));
    assertThat(found.next()).isEqualTo(new Place(7, 21));
    assertThat(LARGE.compactions(page, true, 2, 1_000, ALL).next()).isEqualTo(Place.BEGINNING);
    assertThat(LARGE.compactions(List.of(), true, 2, 1_000, ALL).next()).isEqualTo(Place.BEGINNING);
  }

  /** Whatever the objects and the pages: a search ends, runs keep their bounds, none is missed. */
  @Test
  void anySearchFindsRunsWithinTheirBounds() {
    Random random = Seeds.random(RunPlannerTest.class);
    for (int i = 0; i < 2_000; i++) {
      search(random, "search " + i);
    }
  }

  private static void search(Random random, String what) {
    int least = 2 + random.nextInt(4);
    long smallerThan = 50 + random.nextInt(60);
    RunPlanner planner = new RunPlanner(50 + random.nextInt(300), 1 + random.nextInt(20));
    int page = 1 + random.nextInt(60);
    List<ObjectSpan> all = anyObjects(random);
    List<ObjectSpan> inRuns = new ArrayList<>();
    Place place = Place.BEGINNING;
    int pages = 0;
    do {
      Place from = place;
      List<ObjectSpan> rest = all.stream().filter(object -> isFrom(object, from)).toList();
      boolean last = rest.size() <= page;
      int limit = 1 + random.nextInt(3);
      Compactions found =
          planner.compactions(
              rest.subList(0, Math.min(page, rest.size())), last, least, smallerThan, limit);
      assertThat(found.runs()).as(what).hasSizeLessThanOrEqualTo(limit);
      for (List<ObjectSpan> run : found.runs()) {
        assertRun(run, planner, least, smallerThan, what);
        inRuns.addAll(run);
      }
      place = found.next();
      assertThat(++pages).as(what).isLessThanOrEqualTo(2 * all.size() + 1);
    } while (!place.equals(Place.BEGINNING));
    assertThat(inRuns).as(what).doesNotHaveDuplicates();
    if (page > planner.maxSegments()) {
      assertNoneMissed(all, inRuns, planner, least, smallerThan, what);
    }
  }

  private static boolean isFrom(ObjectSpan object, Place place) {
    long key = object.key().value();
    return key > place.key() || (key == place.key() && object.start() >= place.start());
  }

  private static List<ObjectSpan> anyObjects(Random random) {
    List<ObjectSpan> objects = new ArrayList<>();
    int streams = random.nextInt(5);
    for (int key = 1; key <= streams; key++) {
      long segment = 0;
      long start = 0;
      for (int i = random.nextInt(40); i > 0; i--) {
        segment += random.nextInt(6) == 0 ? 3 : 0;
        start += random.nextInt(10) == 0 ? 5 : 0;
        int segments = 1 + random.nextInt(5);
        objects.add(
            new ObjectSpan(
                new StreamKey(key),
                segment,
                segment + segments - 1,
                start,
                start + 10,
                1 + random.nextInt(100)));
        segment += segments;
        start += 10;
      }
    }
    return objects;
  }

  private static void assertRun(
      List<ObjectSpan> run, RunPlanner planner, int least, long smallerThan, String what) {
    assertThat(run).as(what).hasSizeGreaterThanOrEqualTo(least);
    assertThat(run).as(what).allMatch(object -> object.size() < smallerThan);
    assertThat(isRun(run, planner)).as(what).isTrue();
  }

  private static boolean isRun(List<ObjectSpan> run, RunPlanner planner) {
    boolean adjacent = true;
    for (int i = 1; i < run.size(); i++) {
      adjacent &= run.get(i - 1).isFollowedBy(run.get(i));
    }
    return adjacent
        && run.stream().mapToLong(ObjectSpan::size).sum() <= planner.maxBytes()
        && run.stream().mapToLong(ObjectSpan::segments).sum() <= planner.maxSegments();
  }

  /** No objects that are in no run would have been one together. */
  private static void assertNoneMissed(
      List<ObjectSpan> all,
      List<ObjectSpan> inRuns,
      RunPlanner planner,
      int least,
      long smallerThan,
      String what) {
    for (int i = 0; i + least <= all.size(); i++) {
      List<ObjectSpan> candidates = all.subList(i, i + least);
      boolean missed =
          candidates.stream().noneMatch(inRuns::contains)
              && candidates.stream().allMatch(object -> object.size() < smallerThan)
              && isRun(candidates, planner);
      assertThat(missed).as(what + ": " + candidates).isFalse();
    }
  }
}
