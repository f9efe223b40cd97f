package durablestreams.domain.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Lineage.AncestorRange;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadPlannerTest {

  private static final StreamKey KEY = new StreamKey(5);
  private static final AncestorRange ALL =
      new AncestorRange(KEY, 0, Long.MAX_VALUE, 0, Long.MAX_VALUE);

  private static StoredObject object(long start, long end) {
    var index = new FrameIndex(new long[] {start}, new long[] {0}, new int[] {0}, end, end - start);
    return new StoredObject(
        KEY, "object-" + start, start, start, start, end, end - start, 0, index);
  }

  @Test
  void whatNoObjectHoldsIsHot() {
    assertThat(ReadPlanner.plan(ALL, 3, 9, List.of())).containsExactly(new Extent.Hot(KEY, 3, 9));
  }

  @Test
  void objectsComeFirstAndTheTailIsHot() {
    StoredObject first = object(0, 10);
    StoredObject second = object(10, 20);
    assertThat(ReadPlanner.plan(ALL, 4, 25, List.of(first, second)))
        .containsExactly(
            new Extent.Cold(first, 4, 10),
            new Extent.Cold(second, 10, 20),
            new Extent.Hot(KEY, 20, 25));
  }

  @Test
  void objectsOutsideTheRangeDoNoHarm() {
    StoredObject middle = object(10, 20);
    assertThat(ReadPlanner.plan(ALL, 12, 15, List.of(object(0, 10), middle, object(20, 30))))
        .containsExactly(new Extent.Cold(middle, 12, 15));
  }

  @Test
  void gapsBetweenObjectsAreHot() {
    StoredObject late = object(10, 20);
    assertThat(ReadPlanner.plan(ALL, 0, 20, List.of(late)))
        .containsExactly(new Extent.Hot(KEY, 0, 10), new Extent.Cold(late, 10, 20));
  }

  @Test
  void aPlanEndsWithItsRange() {
    AncestorRange inherited = new AncestorRange(KEY, 5, 15, 0, 3);
    StoredObject beyond = object(0, 100);
    assertThat(ReadPlanner.plan(inherited, 5, 50, List.of(beyond)))
        .containsExactly(new Extent.Cold(beyond, 5, 15));
    for (long[] range : new long[][] {{4, 10}, {15, 20}, {10, 10}, {10, 9}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ReadPlanner.plan(inherited, range[0], range[1], List.of()))
          .withMessageContaining("no positions");
    }
  }

  @Test
  void anyPlanCoversItsRangeOnceAndInOrder() {
    Random random = Seeds.random(ReadPlannerTest.class);
    for (int run = 0; run < 3_000; run++) {
      List<StoredObject> objects = new ArrayList<>();
      for (long at = random.nextInt(5); at < 60; ) {
        long end = at + 1 + random.nextInt(12);
        objects.add(object(at, end));
        at = end + (random.nextInt(3) == 0 ? random.nextInt(6) : 0);
      }
      AncestorRange ancestorRange =
          new AncestorRange(KEY, random.nextInt(20), 20 + random.nextInt(60), 0, 9);
      long from = random.nextLong(ancestorRange.from(), ancestorRange.to());
      long to = from + 1 + random.nextInt(70);
      long at = from;
      for (Extent extent : ReadPlanner.plan(ancestorRange, from, to, objects)) {
        assertThat(extent.from()).isEqualTo(at);
        assertThat(extent.to()).isGreaterThan(extent.from());
        switch (extent) {
          case Extent.Cold cold -> {
            assertThat(cold.from()).isGreaterThanOrEqualTo(cold.object().start());
            assertThat(cold.to()).isLessThanOrEqualTo(cold.object().end());
          }
          case Extent.Hot hot ->
              assertThat(objects).noneMatch(o -> o.start() < hot.to() && o.end() > hot.from());
        }
        at = extent.to();
      }
      assertThat(at).isEqualTo(Math.min(to, ancestorRange.to()));
    }
  }

  @Test
  void aPageHasRoomForAByte() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimit(0));
    assertThat(new ReadLimit(1).maxBytes()).isEqualTo(1);
  }
}
