package durablestreams.adapters.sqlite.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.schema.BlobFormats;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.StreamSeq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryHeadersTest {

  private record Append(
      long key,
      long from,
      MessageBatch batch,
      @Nullable StreamSeq seq,
      @Nullable ProducerStamp stamp) {

    static Append random(Random random) {
      PositionUnit unit = PositionUnit.values()[random.nextInt(2)];
      int[] lengths = new int[1 + (random.nextBoolean() ? 0 : random.nextInt(5))];
      Arrays.setAll(lengths, i -> 1 + random.nextInt(1 << random.nextInt(12)));
      byte[] payloads = new byte[Arrays.stream(lengths).sum()];
      random.nextBytes(payloads);
      return new Append(
          1 + random.nextLong(1L << random.nextInt(1, 62)),
          random.nextLong(1L << random.nextInt(1, 62)),
          JoinedMessages.of(unit, payloads, lengths),
          random.nextInt(3) > 0 ? null : new StreamSeq("séq-" + random.nextInt()),
          random.nextInt(3) > 0
              ? null
              : new ProducerStamp("ein Erzeuger", random.nextInt(9), random.nextInt(9)));
    }

    void addTo(RowBuilder row) {
      row.add(head(), batch.array(), batch.from(), batch.length());
    }

    private byte[] head() {
      return EntryHeaders.of(
          key,
          from,
          batch.length(),
          batch.messageCount(),
          BlobFormats.lengths(batch),
          seq == null ? null : seq.value(),
          stamp);
    }

    void assertIs(EntryHeaders.Reader read, byte[] payload) {
      assertThat(read.key()).isEqualTo(key);
      assertThat(read.from()).isEqualTo(from);
      assertThat(read.messages()).isEqualTo(batch.messageCount());
      assertThat(read.units(batch.unit())).isEqualTo(batch.units());
      assertThat(read.messageBytes(batch.unit())).isEqualTo(batch.payloadBytes());
      assertThat(read.size()).isEqualTo(head().length + batch.length());
      assertThat(read.seq()).isEqualTo(seq);
      assertThat(read.stamp()).isEqualTo(stamp);
      MessageBatch own = read.batch(batch.unit(), payload);
      assertThat(own.toByteArray()).isEqualTo(batch.toByteArray());
      for (int i = 0; i < batch.messageCount(); i++) {
        assertThat(own.messageTo(i) - own.messageFrom(i))
            .isEqualTo(batch.messageTo(i) - batch.messageFrom(i));
      }
    }
  }

  @Test
  void everyAppendOfARowComesBackAndMayMoveToAnother() {
    long seed = new Random().nextLong();
    System.out.println("EntryHeadersTest: seed " + seed);
    Random random = new Random(seed);
    RowBuilder row = new RowBuilder();
    for (int round = 0; round < 300; round++) {
      List<Append> appends = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        appends.add(Append.random(random));
        appends.getLast().addTo(row);
      }
      byte[] payload = row.payload();
      assertThat(row.bytes()).isEqualTo(row.heads().length + payload.length);
      RowBuilder rest = new RowBuilder();
      List<Append> moved = new ArrayList<>();
      var reader = new EntryHeaders.Reader(row.heads());
      for (Append append : appends) {
        assertThat(reader.next()).isTrue();
        append.assertIs(reader, payload);
        if (random.nextBoolean()) {
          moved.add(append);
          reader.copyTo(rest, payload);
        }
      }
      assertThat(reader.next()).isFalse();
      var movedReader = new EntryHeaders.Reader(rest.heads());
      for (Append append : moved) {
        assertThat(movedReader.next()).isTrue();
        append.assertIs(movedReader, rest.payload());
      }
      assertThat(movedReader.next()).isFalse();
      row.clear();
      assertThat(row.isEmpty()).isTrue();
    }
  }

  @Test
  void aLargeAppendAloneIsNotCopied() {
    byte[] large = new byte[100_000];
    RowBuilder row = new RowBuilder();
    row.add(head(large.length), large, 0, large.length);
    assertThat(row.payload()).isSameAs(large);
    assertThat(row.takes(head(1), 1)).as("it is full").isFalse();
  }

  @Test
  void aRowIsFullWhenItIsAPage() {
    byte[] small = "0123456789".repeat(25).getBytes(UTF_8);
    RowBuilder row = new RowBuilder();
    int appends = 0;
    while (row.takes(head(small.length), small.length)) {
      row.add(head(small.length), small, 0, small.length);
      appends++;
    }
    assertThat(appends).isBetween(14, 16);
    assertThat(row.bytes()).isBetween(RowBuilder.FULL - 260, RowBuilder.FULL);
  }

  private static byte[] head(int bytes) {
    return EntryHeaders.of(7, 0, bytes, 1, null, null, null);
  }

  @Test
  void damageIsNotTakenForData() {
    byte[] heads = EntryHeaders.of(7, 0, 10, 1, null, "seq", new ProducerStamp("id", 1, 2));
    for (int cut = 1; cut < heads.length; cut++) {
      var torn = new EntryHeaders.Reader(Arrays.copyOf(heads, cut));
      assertThatThrownBy(torn::next).as("cut at %d", cut).isInstanceOf(RuntimeException.class);
    }
    var whole = new EntryHeaders.Reader(heads);
    assertThat(whole.next()).isTrue();
    assertThatThrownBy(() -> whole.batch(PositionUnit.BYTES, new byte[9]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shorter");
    assertThat(Objects.requireNonNull(whole.stamp()).id()).isEqualTo("id");
  }

  @Test
  void damageIsNotCopiedAsAnothersData() {
    RowBuilder row = new RowBuilder();
    row.add(head(6), "aaaaaa".getBytes(UTF_8), 0, 6);
    row.add(head(6), "bbbbbb".getBytes(UTF_8), 0, 6);
    byte[] cut = Arrays.copyOf(row.payload(), 6);
    var read = new EntryHeaders.Reader(row.heads());
    assertThat(read.next()).isTrue();
    assertThat(read.next()).isTrue();
    assertThatThrownBy(() -> read.copyTo(new RowBuilder(), cut))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shorter");
  }
}
