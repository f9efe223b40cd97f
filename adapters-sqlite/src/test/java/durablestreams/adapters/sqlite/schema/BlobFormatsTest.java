package durablestreams.adapters.sqlite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.FrameIndex;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlobFormatsTest {

  @Test
  void numbersOfAnySizeComeBack() {
    long[] numbers = {0, 1, 127, 128, 16_383, 16_384, 1L << 53, Long.MAX_VALUE};
    var writer = new Varints.Writer(0);
    for (long number : numbers) {
      writer.put(number);
    }
    var reader = new Varints.Reader(writer.toByteArray());
    for (long number : numbers) {
      assertThat(reader.next()).isEqualTo(number);
    }
    assertThat(reader.hasMore()).isFalse();
    assertThatThrownBy(() -> writer.put(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFrameIndexComesBackSmall() {
    Random random = new Random(11);
    int blocks = 1_000;
    long[] positions = new long[blocks];
    long[] starts = new long[blocks];
    int[] checksums = new int[blocks];
    long position = 1L << 41;
    long start = 0;
    for (int i = 0; i < blocks; i++) {
      positions[i] = position;
      starts[i] = start;
      checksums[i] = random.nextInt();
      position += 1 + random.nextInt(2_000);
      start += FrameIndex.BLOCK_BYTES + random.nextInt(1_000);
    }
    var index = new FrameIndex(positions, starts, checksums, position, start);
    byte[] blob = BlobFormats.frameIndex(index);
    assertThat(BlobFormats.frameIndex(blob)).isEqualTo(index);
    assertThat(blob.length).as("bytes a block").isLessThan(blocks * 11);
  }

  @Test
  void anUnknownVersionOfAFrameIndexIsRefused() {
    assertThatThrownBy(() -> BlobFormats.frameIndex(new byte[] {2, 0, 0, 0}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void aBatchOfBytesWithSeveralMessagesComesBack() {
    byte[] payload = "onetwothree".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var batch = MessageBatch.of(PositionUnit.BYTES, payload, 0, new int[] {3, 6, 11});
    MessageBatch read = BlobFormats.batch(PositionUnit.BYTES, payload, BlobFormats.lengths(batch));
    assertThat(read.messageCount()).isEqualTo(3);
    assertThat(read.messageFrom(2)).isEqualTo(6);
    assertThat(read.messageTo(2)).isEqualTo(11);
  }

  @Test
  void lengthsThatDoNotFitTheirPayloadAreRefused() {
    assertThatThrownBy(
            () -> BlobFormats.batch(PositionUnit.MESSAGES, new byte[9], new byte[] {3, 4}))
        .isInstanceOf(IllegalStateException.class);
  }
}
