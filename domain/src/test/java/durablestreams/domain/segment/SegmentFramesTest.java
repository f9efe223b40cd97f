package durablestreams.domain.segment;

import static durablestreams.domain.segment.FrameIndex.BLOCK_BYTES;
import static durablestreams.domain.segment.SegmentFrames.HEADER_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.domain.Seeds;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SegmentFrames.CorruptFramesException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentFramesTest {

  @Test
  void aFrameIsALengthAndAPayload() {
    byte[] frames = SegmentFrames.encode(MessageBatch.ofBytes("abc".getBytes(UTF_8)));
    assertThat(frames).containsExactly(0, 0, 0, 3, 'a', 'b', 'c');
  }

  @Test
  void jsonHasAFrameForEachMessageAndNoCommas() {
    MessageBatch batch = JoinedMessages.ofJson("1".getBytes(UTF_8), "23".getBytes(UTF_8));
    byte[] frames = SegmentFrames.encode(batch);
    assertThat(frames).containsExactly(0, 0, 0, 1, '1', 0, 0, 0, 2, '2', '3');
    assertThat(SegmentFrames.decode(PositionUnit.MESSAGES, frames).toByteArray())
        .isEqualTo("1,23".getBytes(UTF_8));
    assertThat(SegmentFrames.decode(PositionUnit.BYTES, frames).toByteArray())
        .isEqualTo("123".getBytes(UTF_8));
  }

  @Test
  void lengthsUseAllFourBytes() {
    byte[] large = new byte[0x01020304];
    byte[] frames = SegmentFrames.encode(MessageBatch.ofBytes(large));
    assertThat(Arrays.copyOf(frames, 4)).containsExactly(1, 2, 3, 4);
    assertThat(SegmentFrames.decode(PositionUnit.BYTES, frames).length()).isEqualTo(large.length);
  }

  @Test
  void aSlicedBatchIsEncodedAsItIs() {
    MessageBatch batch =
        JoinedMessages.of(PositionUnit.BYTES, "abcdef".getBytes(UTF_8), ints(3, 3));
    byte[] frames = SegmentFrames.encode(batch.slice(1, 5));
    assertThat(frames).containsExactly(0, 0, 0, 2, 'b', 'c', 0, 0, 0, 2, 'd', 'e');
  }

  static List<byte[]> corruptRuns() {
    return List.of(
        new byte[0],
        new byte[] {0},
        new byte[] {0, 0, 0},
        new byte[] {0, 0, 0, 1},
        new byte[] {0, 0, 0, 2, 'a'},
        new byte[] {0, 0, 0, 1, 'a', 0, 0, 0},
        new byte[] {0, 0, 0, 1, 'a', 'b'},
        new byte[] {0x7f, -1, -1, -1, 'a'},
        new byte[] {-1, -1, -1, -1, 'a'},
        new byte[] {-128, 0, 0, 0, 'a', 'b'});
  }

  @ParameterizedTest
  @MethodSource("corruptRuns")
  void bytesThatAreNotWholeFramesAreRefused(byte[] frames) {
    for (PositionUnit unit : PositionUnit.values()) {
      assertThatThrownBy(() -> SegmentFrames.decode(unit, frames))
          .isInstanceOf(CorruptFramesException.class);
    }
  }

  @Test
  void randomBytesAreRefusedOrAreFrames() {
    Random random = Seeds.random(SegmentFramesTest.class);
    for (int run = 0; run < 20_000; run++) {
      byte[] noise = new byte[random.nextInt(24)];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (byte) (random.nextInt(3) > 0 ? 0 : random.nextInt(8) - 1);
      }
      try {
        MessageBatch batch = SegmentFrames.decode(PositionUnit.MESSAGES, noise);
        assertThat(SegmentFrames.encode(batch)).isEqualTo(noise);
      } catch (CorruptFramesException e) {
        assertThat(e).hasMessageMatching(".*(cut off|empty run)");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PositionUnit.class)
  void everyBlockOfAnIndexedObjectReadsBack(PositionUnit unit) {
    Random random = Seeds.random(SegmentFramesTest.class);
    for (int run = 0; run < 5; run++) {
      long start = random.nextLong(1_000_000);
      var indexer = new SegmentFrames.Indexer(unit, start);
      var object = new ByteArrayOutputStream();
      List<MessageBatch> batches = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        MessageBatch batch = batch(unit, random);
        batches.add(batch);
        byte[] frames = SegmentFrames.encode(batch);
        indexer.accept(frames);
        object.writeBytes(frames);
      }
      check(unit, start, object.toByteArray(), indexer, batches);
    }
  }

  @Test
  void framesOfCutBatchesAreThoseOfTheWholeOnes() {
    Random random = Seeds.random(SegmentFramesTest.class);
    for (int run = 0; run < 20; run++) {
      var whole = new SegmentFrames.Indexer(PositionUnit.BYTES, 0);
      var cut = new SegmentFrames.Indexer(PositionUnit.BYTES, 0);
      var encoder = new SegmentFrames.Encoder();
      for (int i = 0; i < 6; i++) {
        MessageBatch batch = batch(PositionUnit.BYTES, random);
        byte[] frames = SegmentFrames.encode(batch);
        whole.accept(frames);
        var parts = new ByteArrayOutputStream();
        for (long at = 0; at < batch.units(); ) {
          long to = Math.min(batch.units(), at + 1 + random.nextInt(50_000));
          byte[] part = encoder.encode(batch.slice(at, to));
          cut.accept(part);
          parts.writeBytes(part);
          at = to;
        }
        assertThat(Arrays.equals(parts.toByteArray(), frames)).isTrue();
      }
      assertThat(cut.index()).isEqualTo(whole.index());
      assertThat(cut.crc32c()).isEqualTo(whole.crc32c());
    }
  }

  private static MessageBatch batch(PositionUnit unit, Random random) {
    int[] lengths = new int[unit == PositionUnit.BYTES ? 1 : 1 + random.nextInt(4)];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] =
          switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(20);
            case 1 -> BLOCK_BYTES - HEADER_BYTES - 1 + random.nextInt(3);
            case 2 -> random.nextInt(1, 100_000);
            default -> random.nextInt(1, 2_000);
          };
    }
    byte[] payload = new byte[Arrays.stream(lengths).sum()];
    random.nextBytes(payload);
    return JoinedMessages.of(unit, payload, lengths);
  }

  private static void check(
      PositionUnit unit,
      long start,
      byte[] object,
      SegmentFrames.Indexer indexer,
      List<MessageBatch> batches) {
    FrameIndex index = indexer.index();
    assertThat(index.start()).isEqualTo(start);
    assertThat(index.end())
        .isEqualTo(start + batches.stream().mapToLong(MessageBatch::units).sum());
    assertThat(index.size()).isEqualTo(object.length);
    assertThat(indexer.crc32c()).isEqualTo(crc32c(object));
    long position = start;
    long at = 0;
    var payload = new ByteArrayOutputStream();
    for (int i = 0; i < index.blocks(); i++) {
      FrameIndex.Block block = index.block(i);
      assertThat(block.from()).isEqualTo(at);
      assertThat(block.start()).isEqualTo(position);
      byte[] frames = Arrays.copyOfRange(object, (int) block.from(), (int) block.to());
      assertThat(block.crc32c()).isEqualTo(crc32c(frames));
      assertThat(i == index.blocks() - 1 || block.length() >= BLOCK_BYTES).isTrue();
      MessageBatch decoded = SegmentFrames.decode(unit, frames);
      assertThat(decoded.units()).isEqualTo(block.end() - block.start());
      int last = decoded.messageCount() - 1;
      int lastFrame = HEADER_BYTES + decoded.messageTo(last) - decoded.messageFrom(last);
      assertThat(block.length() - lastFrame).as("without its last frame").isLessThan(BLOCK_BYTES);
      payload.writeBytes(decoded.toByteArray());
      if (unit == PositionUnit.MESSAGES) {
        payload.write(',');
      }
      at = block.to();
      position = block.end();
    }
    var expected = new ByteArrayOutputStream();
    for (MessageBatch batch : batches) {
      expected.writeBytes(batch.toByteArray());
      if (unit == PositionUnit.MESSAGES) {
        expected.write(',');
      }
    }
    assertThat(Arrays.equals(payload.toByteArray(), expected.toByteArray())).isTrue();
  }

  @Test
  void aFrameLargerThanABlockIsABlockOfItsOwn() {
    var indexer = new SegmentFrames.Indexer(PositionUnit.BYTES, 0);
    indexer.accept(SegmentFrames.encode(MessageBatch.ofBytes(new byte[3 * BLOCK_BYTES])));
    indexer.accept(SegmentFrames.encode(MessageBatch.ofBytes(new byte[10])));
    FrameIndex index = indexer.index();
    assertThat(index.blocks()).isEqualTo(2);
    assertThat(index.block(0).length()).isEqualTo(3 * BLOCK_BYTES + HEADER_BYTES);
    assertThat(index.block(1).start()).isEqualTo(3 * BLOCK_BYTES);
  }

  @Test
  void anObjectThatEndsWithABlockHasNoEmptyOne() {
    var indexer = new SegmentFrames.Indexer(PositionUnit.BYTES, 0);
    indexer.accept(
        SegmentFrames.encode(MessageBatch.ofBytes(new byte[BLOCK_BYTES - HEADER_BYTES])));
    FrameIndex index = indexer.index();
    assertThat(index.blocks()).isEqualTo(1);
    assertThat(index.block(0).length()).isEqualTo(BLOCK_BYTES);
  }

  @Test
  void manyBlocksAreKept() {
    var indexer = new SegmentFrames.Indexer(PositionUnit.MESSAGES, 100);
    byte[] frame = SegmentFrames.encode(MessageBatch.ofJson(new byte[BLOCK_BYTES], 0, BLOCK_BYTES));
    for (int i = 0; i < 40; i++) {
      indexer.accept(frame);
    }
    FrameIndex index = indexer.index();
    assertThat(index.blocks()).isEqualTo(40);
    assertThat(index.block(39).start()).isEqualTo(139);
    assertThat(index.holding(120).number()).isEqualTo(20);
  }

  static int crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static int[] ints(int... values) {
    return values;
  }
}
