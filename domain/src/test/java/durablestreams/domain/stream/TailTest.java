package durablestreams.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Seeds;
import durablestreams.domain.offset.Offset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TailTest {

  @Test
  void aNewStreamIsAtTheStart() {
    assertThat(Tail.EMPTY.offset()).isEqualTo(Offset.START);
    assertThat(Tail.EMPTY.segmentIsEmpty()).isTrue();
  }

  @Test
  void appendsCountUnitsMessagesAndBytes() {
    Tail tail = Tail.EMPTY.appended(3, 3, 40).appended(2, 2, 7);
    assertThat(tail).isEqualTo(new Tail(5, new Offset(0, 5), 0, 0, 5, 47));
    assertThat(tail.segmentIsEmpty()).isFalse();
  }

  @Test
  void sealingMovesNothing() {
    Tail before = Tail.EMPTY.appended(10, 1, 10);
    Tail after = before.sealed();
    assertThat(after).isEqualTo(new Tail(10, new Offset(0, 10), 1, 10, 0, 0));
    assertThat(after.segmentIsEmpty()).isTrue();
    assertThat(after.appended(4, 1, 4).offset()).isEqualTo(new Offset(1, 4));
  }

  @Test
  void aForkContinuesBehindTheSegmentOfItsForkPoint() {
    Tail fork = Tail.ofFork(25, new Offset(3, 5));
    assertThat(fork).isEqualTo(new Tail(25, new Offset(3, 5), 4, 25, 0, 0));
    assertThat(fork.appended(2, 1, 2).offset()).isEqualTo(new Offset(4, 2));
  }

  @Test
  void aForkAtTheStartCanBeTold() {
    Tail fork = Tail.ofFork(0, Offset.START);
    assertThat(fork.offset()).isEqualTo(Offset.START);
    assertThat(fork.appended(1, 1, 1).offset()).isGreaterThan(Offset.START);
  }

  /** Whatever is sealed, appended and forked: a position keeps its token, and order is kept. */
  @Test
  void aTokenThatWasGivenNeverChanges() {
    Random random = Seeds.random(TailTest.class);
    for (int run = 0; run < 200; run++) {
      TreeMap<Long, Offset> given = new TreeMap<>(Map.of(0L, Offset.START));
      Tail tail = Tail.EMPTY;
      for (int step = 0; step < 60; step++) {
        tail =
            switch (random.nextInt(4)) {
              case 0 -> tail.segmentIsEmpty() ? tail : tail.sealed();
              case 1 -> forkAnywhere(given, random);
              default -> tail.appended(1 + random.nextInt(9), 1, 1);
            };
        Offset before = given.put(tail.position(), tail.offset());
        assertThat(before == null || before.equals(tail.offset())).isTrue();
        assertThat(given.lastKey()).isEqualTo(tail.position());
        assertThat(List.copyOf(given.values())).isSorted().doesNotHaveDuplicates();
      }
    }
  }

  /** A fork keeps the tokens up to its fork point, and gives its own from there on. */
  private static Tail forkAnywhere(TreeMap<Long, Offset> given, Random random) {
    long at = given.floorKey(random.nextLong(given.lastKey() + 1));
    given.tailMap(at, false).clear();
    return Tail.ofFork(at, given.get(at));
  }
}
