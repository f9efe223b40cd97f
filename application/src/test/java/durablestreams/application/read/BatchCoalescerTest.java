package durablestreams.application.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.message.MessageBatch;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchCoalescerTest {

  private static MessageBatch bytes(int length) {
    return MessageBatch.ofBytes(new byte[length]);
  }

  private static List<Integer> lengths(List<MessageBatch> batches) {
    return batches.stream().map(MessageBatch::length).toList();
  }

  @Test
  void smallBatchesBecomeOne() {
    List<MessageBatch> page =
        BatchCoalescer.of(
            List.of(
                MessageBatch.ofBytes("one".getBytes(UTF_8)),
                MessageBatch.ofBytes("two".getBytes(UTF_8)),
                MessageBatch.ofBytes("three".getBytes(UTF_8))));
    assertThat(page).map(b -> new String(b.toByteArray(), UTF_8)).containsExactly("onetwothree");
    assertThat(page.getFirst().messageCount()).isEqualTo(3);
  }

  @Test
  void commasStandBetweenMessagesAndNowhereElse() {
    byte[] message = "{}".getBytes(UTF_8);
    MessageBatch json = MessageBatch.ofJson(message, 0, 2);
    List<MessageBatch> page = BatchCoalescer.of(List.of(json, json, json));
    assertThat(page).map(b -> new String(b.toByteArray(), UTF_8)).containsExactly("{},{},{}");
  }

  @Test
  void aLargeBatchStaysAsItIsBetweenSmallOnes() {
    MessageBatch large = bytes(BatchCoalescer.LARGE_BYTES);
    List<MessageBatch> page =
        BatchCoalescer.of(List.of(bytes(1), bytes(2), large, bytes(3), bytes(4)));
    assertThat(lengths(page)).containsExactly(3, BatchCoalescer.LARGE_BYTES, 7);
    assertThat(page.get(1)).isSameAs(large);
  }

  @Test
  void aSingleSmallBatchIsNotCopied() {
    MessageBatch alone = bytes(1);
    assertThat(BatchCoalescer.of(List.of(alone)).getFirst()).isSameAs(alone);
  }

  @Test
  void whatIsJoinedHasALimit() {
    int each = BatchCoalescer.LARGE_BYTES - 1;
    List<MessageBatch> page = BatchCoalescer.of(Collections.nCopies(65, bytes(each)));
    int fitting = BatchCoalescer.MAX_BYTES / (each + 1);
    assertThat(lengths(page)).containsExactly(fitting * each, fitting * each, each);
  }
}
