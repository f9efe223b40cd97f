package durablestreams.application.replication.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.LogRecord.Body;
import durablestreams.domain.replication.RecordId;
import durablestreams.domain.subscription.SubscriptionChange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordEncodingTest {
  private static final RecordId BEFORE = new RecordId(41, 0x0123_4567_89ab_cdefL);
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  private final RecordEncoding encoding = new RecordEncoding(() -> 0x5a5a_0000_0000_0001L);

  static Stream<Body> bodies() {
    return Stream.of(
        new LogRecord.Empty(),
        new LogRecord.Elected("node-a", "http://10.0.0.1:4437"),
        new LogRecord.HandedOver("node-b"),
        new LogRecord.LevelRaised(2));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aRecordIsReadAsItWasWritten(Body body) {
    RecordEncoding.Encoded encoded = encoding.encode(BEFORE, 3, AT, body);
    assertThat(RecordEncoding.decode(encoded.bytes())).isEqualTo(encoded.record());
    assertThat(encoded.record().id().position()).isEqualTo(42);
  }

  @Test
  void theBytesOfVersionOneStayAsTheyAre() throws IOException {
    Body body = new LogRecord.Changes(1, 3, SampleCommit.commit().encode());
    byte[] bytes = encoding.encode(BEFORE, 3, AT, body).bytes();
    byte[] golden = HexFormat.of().parseHex(resource("record-v1.hex").replaceAll("\\s", ""));
    assertThat(bytes).isEqualTo(golden);
    LogRecord read = RecordEncoding.decode(golden);
    assertThat(read.follows()).isEqualTo(BEFORE);
    assertThat(read.epoch()).isEqualTo(3);
    assertThat(read.at()).isEqualTo(AT);
    assertThat(read.body()).isInstanceOf(LogRecord.Changes.class);
    LogRecord.Changes changes = (LogRecord.Changes) read.body();
    assertThat(changes.part()).isEqualTo(1);
    assertThat(changes.parts()).isEqualTo(3);
    Commit commit = Commit.decode(changes.bytes());
    assertThat(commit.subscriptions()).isEqualTo(SampleCommit.commit().subscriptions());
    assertThat(commit.streams())
        .extracting(Object::getClass)
        .containsAll(allChanges(StreamChange.class));
    assertThat(commit.subscriptions())
        .extracting(Object::getClass)
        .containsAll(allChanges(SubscriptionChange.class));
    assertThat(commit.encode()).isEqualTo(changes.bytes());
  }

  private static List<Class<?>> allChanges(Class<?> kind) {
    return List.of(kind.getPermittedSubclasses());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RecordEncodingTest.class.getResourceAsStream("/commit-log/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void recordsOfEqualContentHaveDifferentIdentities() {
    Random random = new Random(1);
    RecordEncoding salted = new RecordEncoding(random::nextLong);
    RecordId one = salted.encode(BEFORE, 3, AT, new LogRecord.Empty()).record().id();
    RecordId other = salted.encode(BEFORE, 3, AT, new LogRecord.Empty()).record().id();
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void everyDamagedByteIsNoticed() {
    byte[] bytes =
        encoding
            .encode(BEFORE, 3, AT, new LogRecord.Changes(SampleCommit.commit().encode()))
            .bytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> RecordEncoding.decode(damaged))
          .as("byte %s", i)
          .isInstanceOf(DamagedRecordException.class);
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> RecordEncoding.decode(cut))
          .as("cut after %s bytes", i)
          .isInstanceOf(DamagedRecordException.class);
    }
  }

  @Test
  void aCommitOfAnotherVersionSaysSo() {
    byte[] bytes = SampleCommit.commit().encode();
    bytes[0] = 9;
    assertThatExceptionOfType(UnknownRecordException.class)
        .isThrownBy(() -> Commit.decode(bytes))
        .withMessageContaining("kind 9, which this version does not know");
  }

  @Test
  void damageThatNoChecksumCoversIsAnErrorOrAnotherCommit() {
    byte[] bytes = SampleCommit.commit().encode();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Commit.decode(damaged);
      } catch (DamagedRecordException | UnknownRecordException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }
}
