package durablestreams.adapters.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargeWritesTest {

  private static final int SIZE = 64 << 10;

  private final List<Integer> lengths = new ArrayList<>();
  private final List<byte[]> arrays = new ArrayList<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private LargeWrites writes(int size) {
    return new LargeWrites(
        (bytes, from, count) -> {
          lengths.add(count);
          arrays.add(bytes);
          written.write(bytes, from, count);
        },
        size);
  }

  private List<Integer> lengthsOf(int... pieces) {
    LargeWrites writes = writes(SIZE);
    for (int piece : pieces) {
      writes.write(new byte[piece], 0, piece);
    }
    writes.flush();
    return lengths;
  }

  @Test
  void nothingIsWrittenForNothing() {
    assertThat(lengthsOf()).isEmpty();
  }

  @Test
  void anEmptyPieceIsNoWrite() {
    assertThat(lengthsOf(0, 0)).isEmpty();
  }

  @Test
  void whatIsShortOfAWriteWaitsForTheEnd() {
    assertThat(lengthsOf(300, 1, SIZE - 302)).containsExactly(SIZE - 1);
  }

  @Test
  void whatFillsAWriteGoesAtOnce() {
    LargeWrites writes = writes(SIZE);
    writes.write(new byte[300], 0, 300);
    writes.write(new byte[SIZE], 0, SIZE - 300);
    assertThat(lengths).containsExactly(SIZE);
    writes.flush();
    assertThat(lengths).containsExactly(SIZE);
  }

  @Test
  void aHeadTakesTheFrontOfTheNextPieceAlong() {
    assertThat(lengthsOf(300, SIZE, SIZE / 2, SIZE / 2)).containsExactly(SIZE, SIZE, 300);
  }

  @Test
  void aCommaBetweenLargePiecesIsNoWriteOfItsOwn() {
    assertThat(lengthsOf(1, SIZE, 1, SIZE, 1)).containsExactly(SIZE, SIZE, 3);
  }

  @Test
  void whatFillsSeveralWritesPassesAtOnceAndWithoutACopy() {
    byte[] piece = new byte[3 * SIZE + 5];
    LargeWrites writes = writes(SIZE);
    writes.write(piece, 2, piece.length - 2);
    writes.flush();
    assertThat(lengths).containsExactly(3 * SIZE, 3);
    assertThat(arrays.getFirst()).isSameAs(piece);
  }

  @Test
  void bytesAreTheSameHoweverTheyAreSplit() {
    long seed = System.nanoTime();
    System.out.println("LargeWritesTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      written.reset();
      lengths.clear();
      int size = 1 + random.nextInt(64);
      byte[] all = new byte[random.nextInt(1_000)];
      random.nextBytes(all);
      LargeWrites writes = writes(size);
      for (int at = 0; at < all.length; ) {
        int length = Math.min(all.length - at, random.nextInt(3 * size));
        int before = random.nextInt(3);
        byte[] piece = new byte[before + length + random.nextInt(3)];
        System.arraycopy(all, at, piece, before, length);
        writes.write(piece, before, length);
        at += length;
      }
      writes.flush();
      assertThat(written.toByteArray()).as("seed %d", seed).isEqualTo(all);
      assertThat(lengths.stream().limit(Math.max(0, lengths.size() - 1)))
          .as("seed %d", seed)
          .allMatch(length -> length > 0 && length % size == 0);
    }
  }

  @Test
  void nothingOfAWriteThatFailedIsWrittenAgain() {
    LargeWrites writes =
        new LargeWrites(
            (bytes, from, count) -> {
              lengths.add(count);
              throw new IllegalStateException("the client is gone");
            },
            SIZE);
    writes.write(new byte[300], 0, 300);
    assertThatThrownBy(writes::flush).isInstanceOf(IllegalStateException.class);
    writes.flush();
    assertThat(lengths).containsExactly(300);
  }
}
