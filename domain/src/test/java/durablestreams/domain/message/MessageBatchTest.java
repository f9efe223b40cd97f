package durablestreams.domain.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import durablestreams.domain.offset.PositionUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageBatchTest {

  private static MessageBatch json(String... values) {
    byte[][] messages = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      messages[i] = values[i].getBytes(UTF_8);
    }
    return JoinedMessages.ofJson(messages);
  }

  private static MessageBatch bytes(String... values) {
    int[] lengths = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      lengths[i] = values[i].length();
    }
    return JoinedMessages.of(PositionUnit.BYTES, String.join("", values).getBytes(UTF_8), lengths);
  }

  private static String sent(MessageBatch batch) {
    return new String(batch.toByteArray(), UTF_8);
  }

  private static List<String> messages(MessageBatch batch) {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < batch.messageCount(); i++) {
      int from = batch.messageFrom(i);
      messages.add(new String(batch.array(), from, batch.messageTo(i) - from, UTF_8));
    }
    return messages;
  }

  @Test
  void oneMessageOfBytesCountsItsBytes() {
    MessageBatch batch = MessageBatch.ofBytes("hello".getBytes(UTF_8));
    assertThat(batch.units()).isEqualTo(5);
    assertThat(batch.messageCount()).isEqualTo(1);
    assertThat(batch.payloadBytes()).isEqualTo(5);
    assertThat(messages(batch)).containsExactly("hello");
  }

  @Test
  void oneJsonMessageCountsOnce() {
    MessageBatch batch = MessageBatch.ofJson(" {\"a\":1} ".getBytes(UTF_8), 1, 8);
    assertThat(batch.units()).isEqualTo(1);
    assertThat(batch.payloadBytes()).isEqualTo(7);
    assertThat(sent(batch)).isEqualTo("{\"a\":1}");
    assertThat(messages(batch)).containsExactly("{\"a\":1}");
    assertThat(batch.slice(0, 1)).isSameAs(batch);
  }

  @Test
  void jsonMessagesAreSentWithCommasThatDoNotCount() {
    MessageBatch batch = json("1", "22", "333");
    assertThat(sent(batch)).isEqualTo("1,22,333");
    assertThat(batch.units()).isEqualTo(3);
    assertThat(batch.length()).isEqualTo(8);
    assertThat(batch.payloadBytes()).isEqualTo(6);
    assertThat(messages(batch)).containsExactly("1", "22", "333");
  }

  @Test
  void bytesAreSentBackToBack() {
    MessageBatch batch = bytes("1", "22", "333");
    assertThat(sent(batch)).isEqualTo("122333");
    assertThat(batch.units()).isEqualTo(6);
    assertThat(messages(batch)).containsExactly("1", "22", "333");
  }

  @Test
  void joinedBytesMayBeginAndEndInsideAMessage() {
    MessageBatch batch = bytes("abc", "def", "ghi");
    MessageBatch joined = JoinedMessages.ofBatches(List.of(batch.slice(1, 6), batch.slice(6, 8)));
    assertThat(messages(joined)).containsExactly("bc", "def", "gh");
    assertThat(joined.array()).hasSize(7);
    assertThat(joined.cutOff()).isEqualTo(1);
    assertThat(joined.slice(5, 6).cutOff()).isEqualTo(2);
    assertThat(joined.slice(0, 5).cutOff()).isZero();
    assertThat(joined.cutBefore()).isEqualTo(1);
    assertThat(joined.slice(1, 6).cutBefore()).isEqualTo(2);
    assertThat(joined.slice(2, 6).cutBefore()).isZero();
    assertThat(joined.slice(4, 6).cutBefore()).isEqualTo(2);
  }

  @Test
  void nothingCannotBeJoined() {
    assertThatIllegalArgumentException().isThrownBy(() -> JoinedMessages.ofBatches(List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void joiningSlicesOfABatchGivesTheBatch(PositionUnit unit) {
    Random random = Seeds.random(getClass());
    for (int round = 0; round < 300; round++) {
      int[] lengths = random.ints(1 + random.nextInt(9), 1, 5).toArray();
      byte[] payloads = new byte[Arrays.stream(lengths).sum()];
      random.nextBytes(payloads);
      MessageBatch whole = JoinedMessages.of(unit, payloads, lengths);
      List<MessageBatch> slices = new ArrayList<>();
      for (long at = 0; at < whole.units(); ) {
        long to = at + 1 + random.nextLong(whole.units() - at);
        slices.add(whole.slice(at, to));
        at = to;
      }
      MessageBatch joined = JoinedMessages.ofBatches(slices);
      assertThat(joined.toByteArray()).isEqualTo(whole.toByteArray());
      assertThat(joined.units()).isEqualTo(whole.units());
      assertThat(joined.cutOff()).isZero();
      if (unit == PositionUnit.MESSAGES) {
        assertThat(messages(joined)).isEqualTo(messages(whole));
      }
    }
  }

  @Test
  void slicesOfBytesMayCutMessages() {
    MessageBatch batch = bytes("abc", "def", "ghi");
    MessageBatch slice = batch.slice(1, 8);
    assertThat(messages(slice)).containsExactly("bc", "def", "gh");
    assertThat(slice.cutOff()).isEqualTo(1);
    assertThat(batch.slice(0, 6).cutOff()).isZero();
    assertThat(messages(slice.slice(2, 4))).containsExactly("de");
    assertThat(slice.slice(2, 4).cutOff()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(PositionUnit.class)
  void slicesStayWithinTheBatchAndAreNotEmpty(PositionUnit unit) {
    MessageBatch batch = unit == PositionUnit.BYTES ? bytes("ab", "c") : json("1", "2", "3");
    for (long[] range : new long[][] {{-1, 1}, {0, 0}, {2, 1}, {0, 4}, {3, 3}, {3, 4}}) {
      assertThatIllegalArgumentException().isThrownBy(() -> batch.slice(range[0], range[1]));
    }
  }

  @Test
  void aBatchHasAMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageBatch.of(PositionUnit.BYTES, new byte[3], 0, new int[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JoinedMessages.of(PositionUnit.MESSAGES, new byte[0], new int[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> JoinedMessages.ofJson());
  }

  @Test
  void aPrefixHoldsAtLeastOneUnit() {
    assertThat(sent(bytes("abc").prefixWithin(0))).isEqualTo("a");
    assertThat(sent(json("\"long\"").prefixWithin(2))).isEqualTo("\"long\"");
    assertThat(sent(json("\"long\"", "1").prefixWithin(1))).isEqualTo("\"long\"");
    assertThat(sent(json("1", "2", "3").prefixWithin(3))).isEqualTo("1,2");
    assertThat(sent(json("1", "2", "3").prefixWithin(4))).isEqualTo("1,2");
    assertThat(sent(json("1", "2", "3").prefixWithin(5))).isEqualTo("1,2,3");
  }

  /** The plainest form of a batch: its messages, and what was cut off before and behind them. */
  private record Plain(PositionUnit unit, List<String> messages, int cutBefore, int cutOff) {

    long units() {
      return unit == PositionUnit.MESSAGES ? messages.size() : String.join("", messages).length();
    }

    String sent() {
      return String.join(unit == PositionUnit.MESSAGES ? "," : "", messages);
    }

    Plain slice(int from, int to) {
      if (unit == PositionUnit.MESSAGES) {
        return new Plain(unit, messages.subList(from, to), 0, 0);
      }
      List<String> parts = new ArrayList<>();
      int before = 0;
      int cut = 0;
      int start = 0;
      for (int i = 0; i < messages.size(); i++) {
        String message = messages.get(i);
        int end = start + message.length();
        if (start < to && end > from) {
          if (parts.isEmpty()) {
            before = from - start + (i == 0 ? cutBefore : 0);
          }
          parts.add(message.substring(Math.max(from - start, 0), Math.min(to, end) - start));
          cut = Math.max(0, end - to) + (i == messages.size() - 1 ? cutOff : 0);
        }
        start = end;
      }
      return new Plain(unit, parts, before, cut);
    }

    Plain prefixWithin(int maxBytes) {
      int units = 1;
      while (units < units() && slice(0, units + 1).sent().length() <= maxBytes) {
        units++;
      }
      return slice(0, units);
    }
  }

  private static void assertSame(MessageBatch batch, Plain plain) {
    assertThat(batch.unit()).isEqualTo(plain.unit());
    assertThat(messages(batch)).isEqualTo(plain.messages());
    assertThat(batch.messageCount()).isEqualTo(plain.messages().size());
    assertThat(sent(batch)).isEqualTo(plain.sent());
    assertThat(batch.length()).isEqualTo(plain.sent().length());
    assertThat(batch.units()).isEqualTo(plain.units());
    assertThat(batch.payloadBytes()).isEqualTo(String.join("", plain.messages()).length());
    assertThat(batch.cutBefore()).isEqualTo(plain.cutBefore());
    assertThat(batch.cutOff()).isEqualTo(plain.cutOff());
  }

  @ParameterizedTest
  @EnumSource(PositionUnit.class)
  void slicingPrefixingAndCompactingAgreeWithThePlainForm(PositionUnit unit) {
    Random random = Seeds.random(MessageBatchTest.class);
    for (int run = 0; run < 1_500; run++) {
      List<String> messages = new ArrayList<>();
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        messages.add(("" + random.nextInt(10)).repeat(1 + random.nextInt(6)));
      }
      Plain plain = new Plain(unit, messages, 0, 0);
      String[] values = messages.toArray(String[]::new);
      MessageBatch batch = unit == PositionUnit.BYTES ? bytes(values) : json(values);
      for (int step = 0; step < 4; step++) {
        assertSame(batch, plain);
        int from = random.nextInt((int) plain.units());
        int to = from + 1 + random.nextInt((int) plain.units() - from);
        switch (random.nextInt(3)) {
          case 0 -> {
            int max = 1 + random.nextInt(20);
            batch = batch.prefixWithin(max);
            plain = plain.prefixWithin(max);
          }
          case 1 -> {
            MessageBatch detached = batch.detached();
            boolean cut = detached.cutOff() > 0 || detached.cutBefore() > 0;
            assertThat(cut || 2 * detached.length() >= detached.array().length).isTrue();
            batch = detached;
          }
          default -> {
            batch = batch.slice(from, to);
            plain = plain.slice(from, to);
          }
        }
      }
      assertSame(batch, plain);
    }
  }

  @Test
  void aSmallSliceOfALargeArrayLetsGoOfIt() {
    MessageBatch large = json("1", "\"" + "x".repeat(1_000) + "\"", "3");
    MessageBatch small = large.slice(2, 3);
    assertThat(small.array()).isSameAs(large.array());
    assertThat(small.detached().array()).hasSize(1);
    assertThat(large.detached()).isSameAs(large);
  }
}
