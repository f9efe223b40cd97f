package durablestreams.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which records of a topic are those of a commit log. */
class StoredRecordTest {

  private static @Nullable StoredRecord read(byte @Nullable [] key, byte @Nullable [] value) {
    return StoredRecord.of(new ConsumerRecord<>("topic", 0, 7, key, value));
  }

  @Test
  void aRecordHasTheChecksumOfItsKey() {
    byte[] bytes = {1, 2};
    StoredRecord record = read(StoredRecord.key(9, StoredRecord.NOT_EMPTY), bytes);
    assertThat(record).isNotNull();
    assertThat(record.entry().place()).isEqualTo(StoredRecord.place(7, 9));
    assertThat(record.bytes()).isEqualTo(bytes);
    assertThat(record.beginsLog()).isFalse();
    assertThat(read(StoredRecord.key(9, 7), bytes)).matches(StoredRecord::beginsLog);
  }

  /** A UUID has 16 bytes. */
  @Test
  void keysOfOthersAreNone() {
    byte[] value = {1};
    int size = StoredRecord.key(9, 7).length;
    assertThat(read(null, value)).isNull();
    assertThat(read(StoredRecord.PROBE, value)).isNull();
    assertThat(read(StoredRecord.key(9, 7), null)).isNull();
    assertThat(read(new byte[16], value)).isNull();
    assertThat(read(ByteBuffer.allocate(size).putLong(9).array(), value)).isNull();
  }
}
