package durablestreams.adapters.kafka;

import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Consumer of the partition, for one thread. It goes on where the last read ended; elsewhere it
 * first looks whether the record of the place is there.
 */
final class KafkaReading implements AutoCloseable {

  /** How long it is taken for granted that brokers answer, while nothing comes. */
  private static final long CONFIRMED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final KafkaTopic topic;
  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deque<StoredRecord> next = new ArrayDeque<>();
  private @Nullable LogPlace at;
  private boolean confirmed;
  private long confirmedAt;

  KafkaReading(KafkaClients clients, KafkaTopic topic) {
    this.topic = topic;
    this.partition = topic.partition();
    this.consumer = clients.consumer();
    consumer.assign(List.of(partition));
  }

  /** Reads as the port says; a place behind the end is {@link LogRead.Diverged}. */
  LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    try {
      return readOn(after, maxBytes, wait);
    } catch (OffsetOutOfRangeException e) {
      // Trimmed, or truncated: the bounds of the partition tell.
      at = null;
      return readOn(after, maxBytes, wait);
    }
  }

  private LogRead readOn(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    if (!after.equals(at)) {
      LogRead refusal = goTo(after);
      if (refusal != null) {
        return refusal;
      }
    }
    while (next.isEmpty()) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isPositive()) {
        poll(left);
      } else if (wait.isPositive() && isConfirmed()) {
        return new LogRead.Records(List.of());
      } else if (!pollTo(topic.bounds().end())) {
        confirmed = true;
        confirmedAt = System.nanoTime();
        return new LogRead.Records(List.of());
      }
    }
    return take(after, maxBytes);
  }

  private boolean isConfirmed() {
    return confirmed && System.nanoTime() - confirmedAt < CONFIRMED_NANOS;
  }

  private LogRead take(LogPlace after, int maxBytes) {
    List<LogRead.Entry> taken = new ArrayList<>();
    LogPlace place = after;
    long bytes = 0;
    while (!next.isEmpty() && bytes < maxBytes) {
      StoredRecord record = next.getFirst();
      if (record.beginsLog() && !place.equals(LogPlace.BEGINNING)) {
        return taken.isEmpty() ? diverged("another log begins after " + place) : done(taken, place);
      }
      next.removeFirst();
      taken.add(record.entry());
      place = taken.getLast().place();
      bytes += record.bytes().length;
    }
    return done(taken, place);
  }

  private LogRead done(List<LogRead.Entry> taken, LogPlace place) {
    at = place;
    return new LogRead.Records(taken);
  }

  /** Goes to a place; returns why the log cannot be read from there, or {@code null}. */
  private @Nullable LogRead goTo(LogPlace after) throws InterruptedException {
    at = null;
    confirmed = false;
    KafkaTopic.Bounds bounds = topic.bounds();
    if (after.equals(LogPlace.BEGINNING)) {
      StoredRecord first = seek(bounds.start(), bounds.end());
      if (first != null && bounds.start() > 0 && !first.beginsLog()) {
        return new LogRead.Trimmed();
      }
      at = after;
      return null;
    }
    long offset = after.number() - 1;
    if (offset < bounds.start()) {
      StoredRecord first = seek(bounds.start(), bounds.end());
      boolean other = first == null || first.beginsLog();
      return other ? diverged("there is another log than that of " + after) : new LogRead.Trimmed();
    }
    if (offset >= bounds.end()) {
      return diverged("there is no record at " + after);
    }
    StoredRecord found = seek(offset, offset + 1);
    if (found == null || !found.entry().place().equals(after)) {
      return diverged("there is no record at " + after);
    }
    next.removeFirst();
    at = after;
    return null;
  }

  private static LogRead diverged(String reason) {
    return new LogRead.Diverged(reason);
  }

  /** Whether the record of this place is there; the next read goes on elsewhere. */
  boolean isThere(LogPlace place) throws InterruptedException {
    return !place.equals(LogPlace.BEGINNING) && goTo(place) == null;
  }

  /** Whether there is no record of a commit log before this offset. */
  boolean isEmpty(KafkaTopic.Bounds bounds) throws InterruptedException {
    at = null;
    StoredRecord first = seek(bounds.start(), bounds.end());
    return first == null || first.offset() >= bounds.end();
  }

  /** The first record from an offset on, which is next then; {@code null} if none is before end. */
  private @Nullable StoredRecord seek(long offset, long end) {
    next.clear();
    consumer.seek(partition, offset);
    pollTo(end);
    return next.peekFirst();
  }

  /** Polls until a record came, or the reader is at this offset; returns whether one did. */
  private boolean pollTo(long end) {
    long deadline = System.nanoTime() + KafkaClients.ANSWER.toNanos();
    while (next.isEmpty() && consumer.position(partition) < end) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (!left.isPositive()) {
        throw new LogUnavailableException(
            "no broker answered with the records of the topic %s in %d s"
                .formatted(partition.topic(), KafkaClients.ANSWER.toSeconds()));
      }
      poll(left);
    }
    return !next.isEmpty();
  }

  private void poll(Duration wait) {
    for (ConsumerRecord<byte[], byte[]> found : consumer.poll(wait).records(partition)) {
      StoredRecord record = StoredRecord.of(found);
      if (record != null) {
        next.addLast(record);
      }
    }
  }

  /** May be called by another thread: a read that waits ends. */
  void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
