package durablestreams.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.Lineage.AncestorRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineageTest {

  private static final long OPEN = Long.MAX_VALUE;

  @Test
  void aRootHoldsEverythingItself() {
    StreamKey key = new StreamKey(3);
    Lineage root = Lineage.ofRoot(key);
    assertThat(root.own()).isEqualTo(new AncestorRange(key, 0, OPEN, 0, OPEN));
    assertThat(root.holding(0)).isEqualTo(root.own());
    assertThat(root.holding(1L << 60)).isEqualTo(root.own());
    assertThat(root.ofSegment(0)).isEqualTo(root.own());
    assertThat(root.ofSegment(99)).isEqualTo(root.own());
  }

  @Test
  void aForkInheritsUpToItsForkPoint() {
    StreamKey source = new StreamKey(1);
    StreamKey fork = new StreamKey(2);
    Lineage lineage = Lineage.ofRoot(source).forkedAt(fork, 10, 4);
    assertThat(lineage.ranges())
        .containsExactly(
            new AncestorRange(source, 0, 10, 0, 3), new AncestorRange(fork, 10, OPEN, 4, OPEN));
    assertThat(lineage.holding(9).key()).isEqualTo(source);
    assertThat(lineage.holding(10).key()).isEqualTo(fork);
    assertThat(lineage.ofSegment(3).key()).isEqualTo(source);
    assertThat(lineage.ofSegment(4).key()).isEqualTo(fork);
  }

  @Test
  void aForkAtTheStartInheritsNothing() {
    Lineage lineage = Lineage.ofRoot(new StreamKey(1)).forkedAt(new StreamKey(2), 0, 1);
    assertThat(lineage.ranges())
        .containsExactly(new AncestorRange(new StreamKey(2), 0, OPEN, 1, OPEN));
  }

  @Test
  void aForkThatOwnsNothingLeavesNoRangeToItsForks() {
    Lineage fork = Lineage.ofRoot(new StreamKey(1)).forkedAt(new StreamKey(2), 5, 1);
    Lineage deeper = fork.forkedAt(new StreamKey(3), 5, 1);
    assertThat(deeper.ranges()).map(s -> s.key().value()).containsExactly(1L, 3L);
  }

  @Test
  void aForkBelowItsSourcesForkPointSkipsTheSource() {
    Lineage fork = Lineage.ofRoot(new StreamKey(1)).forkedAt(new StreamKey(2), 8, 3);
    Lineage lower = fork.forkedAt(new StreamKey(3), 5, 2);
    assertThat(lower.ranges())
        .containsExactly(
            new AncestorRange(new StreamKey(1), 0, 5, 0, 1),
            new AncestorRange(new StreamKey(3), 5, OPEN, 2, OPEN));
  }

  @Test
  void noRangeHoldsANegativePosition() {
    Lineage lineage = Lineage.ofRoot(new StreamKey(1));
    assertThatIllegalArgumentException().isThrownBy(() -> lineage.holding(-1));
  }

  @Test
  void depthCountsForksAlsoThoseThatInheritNothing() {
    Lineage root = Lineage.ofRoot(new StreamKey(1));
    Lineage fork = root.forkedAt(new StreamKey(2), 0, 1);
    assertThat(root.depth()).isZero();
    assertThat(fork.depth()).isEqualTo(1);
    assertThat(fork.forkedAt(new StreamKey(3), 0, 1).depth()).isEqualTo(2);
  }

  /** A copy for each fork would be 100,000 times 50,000 ranges. */
  @Test
  void aChainOfForksSharesWhatItInherits() {
    List<Lineage> all = new ArrayList<>();
    Lineage lineage = Lineage.ofRoot(new StreamKey(1));
    for (int i = 1; i <= 100_000; i++) {
      lineage = lineage.forkedAt(new StreamKey(i + 1), i, i);
      all.add(lineage);
    }
    assertThat(all.getLast().ranges()).hasSize(100_001);
    assertThat(all.get(9).ranges()).hasSize(11);
    assertThat(all.getLast().holding(0).key()).isEqualTo(new StreamKey(1));
  }

  @Test
  void lineagesAreEqualByTheirStretchesAndDepth() {
    Lineage one = Lineage.ofRoot(new StreamKey(1)).forkedAt(new StreamKey(2), 5, 1);
    Lineage same = Lineage.ofRoot(new StreamKey(1)).forkedAt(new StreamKey(2), 5, 1);
    Lineage other = Lineage.ofRoot(new StreamKey(1)).forkedAt(new StreamKey(2), 6, 1);
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
    assertThat(one).isNotEqualTo(Lineage.ofRoot(new StreamKey(2)));
  }

  /** A stream spelled out: who wrote each unit, and the token behind it. */
  private static final class Plain {
    final StreamKey key;
    final List<StreamKey> owners;
    final List<Offset> tokens;
    Lineage lineage;
    Tail tail;

    Plain(StreamKey key, List<StreamKey> owners, List<Offset> tokens, Lineage lineage, Tail tail) {
      this.key = key;
      this.owners = new ArrayList<>(owners);
      this.tokens = new ArrayList<>(tokens);
      this.lineage = lineage;
      this.tail = tail;
    }

    void append(int units) {
      for (int i = 1; i <= units; i++) {
        owners.add(key);
        tokens.add(tail.appended(i, 1, 1).offset());
      }
      tail = tail.appended(units, 1, units);
    }

    Plain forkedAt(StreamKey fork, int position) {
      Tail start = Tail.ofFork(position, tokens.get(position));
      return new Plain(
          fork,
          owners.subList(0, position),
          tokens.subList(0, position + 1),
          lineage.forkedAt(fork, position, start.segment()),
          start);
    }

    void check() {
      long expectedFrom = 0;
      long lastSegment = -1;
      for (AncestorRange ancestorRange : lineage.ranges()) {
        assertThat(ancestorRange.from()).isEqualTo(expectedFrom);
        assertThat(ancestorRange.to()).isGreaterThan(ancestorRange.from());
        assertThat(ancestorRange.firstSegment()).isGreaterThan(lastSegment);
        assertThat(ancestorRange.lastSegment())
            .isGreaterThanOrEqualTo(ancestorRange.firstSegment());
        expectedFrom = ancestorRange.to();
        lastSegment = ancestorRange.lastSegment();
      }
      assertThat(lineage.own().key()).isEqualTo(key);
      assertThat(lineage.own().to()).isEqualTo(OPEN);
      for (int p = 0; p < owners.size(); p++) {
        assertThat(lineage.holding(p).key()).isEqualTo(owners.get(p));
        assertThat(lineage.ofSegment(tokens.get(p + 1).segment()).key()).isEqualTo(owners.get(p));
      }
      assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void anyFamilyOfForksKnowsWhoHoldsWhat() {
    Random random = Seeds.random(LineageTest.class);
    for (int run = 0; run < 60; run++) {
      List<Plain> family = new ArrayList<>();
      StreamKey first = new StreamKey(1);
      family.add(
          new Plain(first, List.of(), List.of(Offset.START), Lineage.ofRoot(first), Tail.EMPTY));
      for (int step = 0; step < 40; step++) {
        Plain any = family.get(random.nextInt(family.size()));
        switch (random.nextInt(3)) {
          case 0 ->
              family.add(
                  any.forkedAt(
                      new StreamKey(family.size() + 1), random.nextInt(any.owners.size() + 1)));
          case 1 -> any.tail = any.tail.segmentIsEmpty() ? any.tail : any.tail.sealed();
          default -> any.append(1 + random.nextInt(4));
        }
      }
      family.forEach(Plain::check);
    }
  }
}
