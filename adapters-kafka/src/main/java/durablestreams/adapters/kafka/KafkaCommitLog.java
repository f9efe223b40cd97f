package durablestreams.adapters.kafka;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * A commit log in the one partition of a topic of Kafka, which adds a record wherever the log ends.
 * Nothing lies between a record and the end that its writer knew if its offset is the next one, and
 * the record before is that of the writer. The number of a place is the offset behind its record.
 */
public final class KafkaCommitLog implements CommitLog {

  /** How long the answer to a probe holds for a place that is not there. */
  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Brokers that lost what they acknowledged, in a power cut, are not there again so soon. */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Duration timeout;
  private final KafkaClients clients;
  private final KafkaTopic topic;
  private final KafkaWriter writer;
  private final ReentrantLock readLock = new ReentrantLock();
  private @Nullable KafkaReading reading;
  private LogPlace probed = LogPlace.BEGINNING;
  private long probedAt;

  /** A place whose record this log has read or written. */
  private volatile LogPlace seen = LogPlace.BEGINNING;

  /** The broker that led the partition when a record before the last one was looked for. */
  private int trusted = -1;

  private long trustedAt;

  private volatile boolean closed;
  private volatile String problem = "";

  public KafkaCommitLog(KafkaLogSettings settings) {
    this.timeout = settings.timeout();
    this.clients = new KafkaClients(settings);
    this.topic = new KafkaTopic(settings, clients);
    this.writer = new KafkaWriter(clients, topic.partition());
  }

  @Override
  public LogAppend append(byte[] record, long checksum, LogPlace end) throws InterruptedException {
    if (record.length > maxRecordBytes()) {
      return new LogAppend.NotAppended(
          "a record of %,d bytes is larger than %,d".formatted(record.length, maxRecordBytes()));
    }
    if (closed) {
      return notAppended("the commit log was closed");
    }
    long expected;
    boolean first = end.equals(LogPlace.BEGINNING);
    try {
      topic.require();
      expected = first ? emptyUpTo() : end.number();
    } catch (LogUnavailableException e) {
      return notAppended(String.valueOf(e.getMessage()));
    }
    if (expected < 0) {
      return new LogAppend.Superseded();
    }
    byte[] key = StoredRecord.key(checksum, first ? expected : StoredRecord.NOT_EMPTY);
    return switch (writer.send(key, record)) {
      case KafkaWriter.Sent.Refused(String reason) -> notAppended(reason);
      case KafkaWriter.Sent.InDoubt(String reason) -> unknown(reason);
      case KafkaWriter.Sent.At(long offset) ->
          offset == expected
              ? behind(end, StoredRecord.place(offset, checksum))
              : new LogAppend.Superseded();
    };
  }

  /** The end of a log without records, -1 if it has some. */
  private long emptyUpTo() throws InterruptedException {
    KafkaTopic.Bounds bounds = topic.bounds();
    if (bounds.start() == bounds.end()) {
      return bounds.end();
    }
    try (KafkaReading looking = new KafkaReading(clients, topic)) {
      return looking.isEmpty(bounds) ? bounds.end() : -1;
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  /** A record lies at the next offset: it follows {@code end} if that is still there. */
  private LogAppend behind(LogPlace end, LogPlace place) throws InterruptedException {
    int leader = writer.leader();
    boolean known = end.equals(seen) && isTrusted(leader);
    if (!known && !end.equals(LogPlace.BEGINNING)) {
      try {
        if (!isThere(end)) {
          return new LogAppend.Superseded();
        }
      } catch (LogUnavailableException e) {
        return unknown(String.valueOf(e.getMessage()));
      }
    }
    trusted = leader;
    trustedAt = System.nanoTime();
    seen = place;
    problem = "";
    return new LogAppend.Appended(place);
  }

  /** Whether the broker still has what it had at the last append. */
  private boolean isTrusted(int leader) {
    return leader >= 0 && leader == trusted && System.nanoTime() - trustedAt < TRUSTED_NANOS;
  }

  /** Whether a record is there; asks again while brokers elect a leader of the partition. */
  private boolean isThere(LogPlace place) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try (KafkaReading looking = new KafkaReading(clients, topic)) {
        return looking.isThere(place);
      } catch (KafkaException e) {
        if (System.nanoTime() > deadline) {
          throw unreadable(e);
        }
        requireNotInterrupted(e);
      } catch (LogUnavailableException e) {
        if (System.nanoTime() > deadline || closed) {
          throw e;
        }
      }
      Thread.sleep(PAUSE);
    }
  }

  private LogAppend notAppended(String reason) {
    problem = reason;
    return new LogAppend.NotAppended(reason);
  }

  private LogAppend unknown(String reason) {
    problem = reason;
    return new LogAppend.Unknown(reason);
  }

  @Override
  public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    readLock.lockInterruptibly();
    try {
      topic.require();
      LogRead found = reading().read(after, maxBytes, wait);
      if (found instanceof LogRead.Diverged && isBeyondEnd(after) && isReached(after)) {
        found = reading().read(after, maxBytes, wait);
      }
      if (found instanceof LogRead.Records(var entries)) {
        seen = entries.isEmpty() ? after : entries.getLast().place();
      }
      problem = "";
      return found;
    } catch (KafkaException e) {
      throw failed(unreadable(e));
    } catch (LogUnavailableException e) {
      throw failed(e);
    } finally {
      readLock.unlock();
    }
  }

  private KafkaReading reading() {
    KafkaReading open = reading;
    if (closed) {
      throw new LogUnavailableException("the commit log was closed");
    }
    if (open == null) {
      open = new KafkaReading(clients, topic);
      reading = open;
    }
    return open;
  }

  private boolean isBeyondEnd(LogPlace place) throws InterruptedException {
    KafkaTopic.Bounds bounds = topic.bounds();
    return bounds.start() < bounds.end() && place.number() > bounds.end();
  }

  /**
   * Whether the log does reach a place that seems to be behind its end: a broker that was isolated
   * still tells an end of before. A record that all replicas in sync have taken tells the true one.
   */
  private boolean isReached(LogPlace place) throws InterruptedException {
    if (place.equals(probed) && System.nanoTime() - probedAt < PROBE_NANOS) {
      return false;
    }
    long offset;
    try (KafkaWriter probing = new KafkaWriter(clients, topic.partition())) {
      offset =
          switch (probing.send(StoredRecord.PROBE, new byte[0])) {
            case KafkaWriter.Sent.At(long at) -> at;
            case KafkaWriter.Sent.Refused(String reason) -> throw noProbe(reason);
            case KafkaWriter.Sent.InDoubt(String reason) -> throw noProbe(reason);
          };
    }
    if (offset < place.number()) {
      probed = place;
      probedAt = System.nanoTime();
      return false;
    }
    if (isBeyondEnd(place)) {
      throw new LogUnavailableException(
          "a broker does not know yet how far the commit log reaches");
    }
    return true;
  }

  private static LogUnavailableException noProbe(String reason) {
    return new LogUnavailableException("the end of the commit log cannot be found out: " + reason);
  }

  private static void requireNotInterrupted(KafkaException e) throws InterruptedException {
    if (e instanceof InterruptException || Thread.currentThread().isInterrupted()) {
      throw KafkaFailures.interrupted();
    }
  }

  private static LogUnavailableException unreadable(KafkaException e) throws InterruptedException {
    requireNotInterrupted(e);
    return e instanceof WakeupException
        ? new LogUnavailableException("the commit log was closed", e)
        : KafkaFailures.unavailable("the commit log cannot be read", e);
  }

  private LogUnavailableException failed(LogUnavailableException e) {
    closeReading();
    problem = String.valueOf(e.getMessage());
    return e;
  }

  private void closeReading() {
    KafkaReading failed = reading;
    reading = null;
    if (failed != null) {
      failed.close();
    }
  }

  @Override
  public void trim(LogPlace before) throws InterruptedException {
    topic.require();
    if (isThere(before)) {
      topic.removeBefore(before.number() - 1);
    }
  }

  @Override
  public void clear() throws InterruptedException {
    topic.require();
    topic.removeAll();
  }

  @Override
  public int maxRecordBytes() {
    return topic.maxRecordBytes();
  }

  @Override
  public String problem() {
    return problem;
  }

  @Override
  public void close() {
    closed = true;
    KafkaReading waiting = reading;
    if (waiting != null) {
      waiting.wakeUp();
    }
    readLock.lock();
    try {
      closeReading();
    } finally {
      readLock.unlock();
    }
    writer.close();
    topic.close();
  }
}
