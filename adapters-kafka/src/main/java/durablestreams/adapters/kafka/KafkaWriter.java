package durablestreams.adapters.kafka;

import durablestreams.application.port.replication.LogUnavailableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Idempotent producer for the partition: a new one after a failure. For one thread. */
final class KafkaWriter implements AutoCloseable {

  /** What became of a record. */
  sealed interface Sent {

    /** All replicas in sync have it, at this offset. */
    record At(long offset) implements Sent {}

    /** No broker has it, or ever will. */
    record Refused(String reason) implements Sent {}

    /** A broker may have it, or get it later. */
    record InDoubt(String reason) implements Sent {}
  }

  private final KafkaClients clients;
  private final TopicPartition partition;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  KafkaWriter(KafkaClients clients, TopicPartition partition) {
    this.clients = clients;
    this.partition = partition;
  }

  /** Sends a record, and waits until its outcome is known or the time for that has passed. */
  Sent send(byte[] key, byte[] value) throws InterruptedException {
    KafkaProducer<byte[], byte[]> open;
    try {
      open = producer();
      // Without a partition to send it to, it is not sent.
      open.partitionsFor(partition.topic());
    } catch (InterruptException e) {
      throw KafkaFailures.interrupted();
    } catch (KafkaException | LogUnavailableException e) {
      reset();
      return new Sent.Refused(KafkaFailures.sentence(e));
    }
    try {
      return new Sent.At(
          open.send(new ProducerRecord<>(partition.topic(), partition.partition(), key, value))
              .get()
              .offset());
    } catch (InterruptException e) {
      reset();
      throw KafkaFailures.interrupted();
    } catch (InterruptedException e) {
      // The record is on its way: the next one must not wait for it.
      reset();
      throw e;
    } catch (ExecutionException e) {
      reset();
      String reason = KafkaFailures.sentence(e);
      return isRefused(e.getCause()) ? new Sent.Refused(reason) : new Sent.InDoubt(reason);
    } catch (KafkaException | IllegalStateException e) {
      reset();
      return new Sent.InDoubt(KafkaFailures.sentence(e));
    }
  }

  /**
   * Whether a record of this size or content is refused each time that it is sent. Any other
   * failure may be that of a second attempt, after one whose answer was lost: also that of its
   * time, because the clocks of brokers differ.
   */
  private static boolean isRefused(@Nullable Throwable failure) {
    return failure instanceof RecordTooLargeException
        || failure instanceof InvalidRecordException
        || failure instanceof PolicyViolationException;
  }

  /** The broker that leads the partition, as far as this producer knows; -1 if it knows none. */
  int leader() throws InterruptedException {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open == null) {
      return -1;
    }
    try {
      Node leader = open.partitionsFor(partition.topic()).getFirst().leader();
      return leader == null ? -1 : leader.id();
    } catch (InterruptException e) {
      throw KafkaFailures.interrupted();
    } catch (KafkaException e) {
      return -1;
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open == null) {
      open = clients.producer();
      producer = open;
    }
    return open;
  }

  /** A record that is not sent yet is dropped. */
  private void reset() {
    KafkaProducer<byte[], byte[]> failed = producer;
    producer = null;
    if (failed != null) {
      failed.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    reset();
  }
}
