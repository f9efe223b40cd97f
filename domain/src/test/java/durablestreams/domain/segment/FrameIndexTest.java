package durablestreams.domain.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameIndexTest {

  private static FrameIndex index(long[] positions, long[] starts, long end, long size) {
    int[] checksums = new int[positions.length];
    for (int i = 0; i < checksums.length; i++) {
      checksums[i] = (int) positions[i] * 31;
    }
    return new FrameIndex(positions, starts, checksums, end, size);
  }

  private static final FrameIndex THREE =
      index(new long[] {10, 20, 40}, new long[] {0, 100, 300}, 45, 350);

  @Test
  void blocksEndWhereTheNextBegins() {
    assertThat(THREE.block(0)).isEqualTo(new FrameIndex.Block(0, 10, 20, 0, 100, 310));
    assertThat(THREE.block(2)).isEqualTo(new FrameIndex.Block(2, 40, 45, 300, 350, 1_240));
    assertThat(THREE.block(1).length()).isEqualTo(200);
    assertThat(THREE.start()).isEqualTo(10);
    assertThat(THREE.end()).isEqualTo(45);
  }

  @Test
  void everyPositionIsInOneBlock() {
    for (long position = 10; position < 45; position++) {
      FrameIndex.Block block = THREE.holding(position);
      assertThat(position).isBetween(block.start(), block.end() - 1);
    }
    for (long outside : new long[] {-1, 0, 9, 45, 46}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> THREE.holding(outside))
          .withMessageContaining("not in this object");
    }
  }

  @Test
  void anIndexIsNotChangedFromOutside() {
    long[] positions = {0, 5};
    FrameIndex index = index(positions, new long[] {0, 9}, 10, 20);
    positions[1] = 7;
    assertThat(index.block(1).start()).isEqualTo(5);
  }

  @Test
  void anIndexHasABlockAndDescribesItWhole() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FrameIndex(new long[0], new long[0], new int[0], 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FrameIndex(new long[] {0}, new long[] {0}, new int[2], 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FrameIndex(new long[] {0}, new long[2], new int[1], 1, 1));
  }

  @Test
  void indexesAreEqualByValue() {
    FrameIndex same = index(new long[] {10, 20, 40}, new long[] {0, 100, 300}, 45, 350);
    assertThat(same).isEqualTo(THREE).hasSameHashCodeAs(THREE);
    assertThat(index(new long[] {10, 20, 40}, new long[] {0, 100, 300}, 45, 351))
        .isNotEqualTo(THREE);
    assertThat(index(new long[] {10, 21, 40}, new long[] {0, 100, 300}, 45, 350))
        .isNotEqualTo(THREE);
  }

  @Test
  void onlyAdjacentObjectsFollowEachOther() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> THREE.followedBy(index(new long[] {46}, new long[] {0}, 50, 10)))
        .withMessageContaining("not adjacent");
    FrameIndex joined = THREE.followedBy(index(new long[] {45}, new long[] {0}, 50, 10));
    assertThat(joined.block(3)).isEqualTo(new FrameIndex.Block(3, 45, 50, 350, 360, 1_395));
    assertThat(joined.block(0)).isEqualTo(THREE.block(0));
  }

  /** Objects that are put one behind the other are indexed as if each had been read alone. */
  @Test
  void joiningKeepsEveryBlock() {
    Random random = Seeds.random(FrameIndexTest.class);
    for (int run = 0; run < 50; run++) {
      List<FrameIndex> parts = new ArrayList<>();
      long position = random.nextInt(100);
      for (int i = 0; i < 4; i++) {
        var indexer = new SegmentFrames.Indexer(PositionUnit.BYTES, position);
        for (int frames = random.nextInt(1, 4); frames > 0; frames--) {
          byte[] message = new byte[random.nextInt(1, FrameIndex.BLOCK_BYTES)];
          message[0] = (byte) frames;
          indexer.accept(SegmentFrames.encode(MessageBatch.ofBytes(message)));
        }
        parts.add(indexer.index());
        position = parts.getLast().end();
      }
      FrameIndex joined = parts.stream().reduce(FrameIndex::followedBy).orElseThrow();
      int number = 0;
      long shift = 0;
      for (FrameIndex part : parts) {
        for (int i = 0; i < part.blocks(); i++) {
          FrameIndex.Block alone = part.block(i);
          assertThat(joined.block(number))
              .isEqualTo(
                  new FrameIndex.Block(
                      number,
                      alone.start(),
                      alone.end(),
                      alone.from() + shift,
                      alone.to() + shift,
                      alone.crc32c()));
          number++;
        }
        shift += part.size();
      }
      assertThat(joined.blocks()).isEqualTo(number);
      assertThat(joined.size()).isEqualTo(shift);
    }
  }
}
