package durablestreams.application.replication.leader;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.LogReader;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.LogRecord.Body;
import durablestreams.domain.replication.LogRecord.Changes;
import durablestreams.domain.replication.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writer of one leader's records. It has one record in flight. An append with an unknown outcome is
 * voided by an empty record that follows the same one, unless the log shows that it came first:
 * then it counts once a record behind it was acknowledged, because an engine may show a record that
 * only one machine has.
 *
 * <p>Used by one thread. After anything but {@link Written.Counts}, the leader has to look whether
 * it still leads: {@link #leads}.
 */
public final class LogWriter {

  /** Whether a body counts now. */
  public sealed interface Written {

    /**
     * It counts.
     *
     * @param at the time that the record carries
     */
    record Counts(RecordId id, LogPlace place, Instant at) implements Written {}

    /** It does not count and never will. The writer may go on if it {@link LogWriter#leads}. */
    record DoesNot(String reason) implements Written {}

    /**
     * It does not count and never will: a record came first that this writer has not written, as
     * far as it knows. It must not write behind it, even if that is of its own epoch.
     */
    record Deposed(String reason) implements Written {}

    /** It was read, but the engine may still lose it, and another leader was elected. */
    record Unconfirmed(String reason) implements Written {}
  }

  /** Pauses between attempts to resolve an unknown append. */
  @FunctionalInterface
  public interface Retries {

    /**
     * Waits before the next attempt.
     *
     * @param attempt number of failed attempts, from 1
     */
    void pause(int attempt) throws InterruptedException;
  }

  private static final Written DEPOSED =
      new Written.Deposed("a record of another server came first");
  private static final Written UNCONFIRMED =
      new Written.Unconfirmed(
          "another server was elected before the record was known to be durable");
  private static final Written VOIDED =
      new Written.DoesNot("its outcome was not known in time, so it was voided");

  private final CommitLog log;
  private final RecordEncoding encoding;
  private final InstantSource clock;
  private final LogReader reader;
  private final Retries retries;
  private final long epoch;

  /**
   * A writer of the epoch that is the current one in the chain of {@code reader}, or of the next
   * one to have itself elected.
   */
  public LogWriter(
      CommitLog log,
      RecordEncoding encoding,
      InstantSource clock,
      LogReader reader,
      long epoch,
      Retries retries) {
    this.log = log;
    this.encoding = encoding;
    this.clock = clock;
    this.reader = reader;
    this.epoch = epoch;
    this.retries = retries;
  }

  /** Whether the epoch of this writer is the current one, as far as it has read. */
  public boolean leads() {
    return reader.chain().epoch() == epoch && reader.chain().successor() == null;
  }

  public Chain chain() {
    return reader.chain();
  }

  /**
   * Writes the encoded changes of a commit, in as many records as they need.
   *
   * @throws InterruptedException when interrupted: it is not known whether they count
   */
  public Written write(byte[] changes) throws InterruptedException {
    int room = log.maxRecordBytes() - RecordEncoding.OVERHEAD_BYTES;
    int parts = Math.max(1, Math.ceilDiv(changes.length, room));
    Written written = new Written.DoesNot("nothing was written");
    for (int part = 0; part < parts; part++) {
      byte[] bytes =
          parts == 1
              ? changes
              : Arrays.copyOfRange(
                  changes, part * room, Math.min(changes.length, (part + 1) * room));
      written = write(new Changes(part, parts, bytes));
      if (!(written instanceof Written.Counts)) {
        return written;
      }
    }
    return written;
  }

  /** As {@link #write(byte[])}, for one record. A part counts once the last part does. */
  public Written write(Body body) throws InterruptedException {
    Encoded mine = encode(body);
    return switch (log.append(mine.bytes(), mine.checksum(), reader.place())) {
      case LogAppend.Appended(LogPlace place) -> verdict(reader.pass(mine.record(), place));
      case LogAppend.NotAppended(String reason) -> new Written.DoesNot(reason);
      case LogAppend.Superseded() -> resolve(mine.record(), false);
      case LogAppend.Unknown(_) -> resolve(mine.record(), true);
    };
  }

  /**
   * Writes the first record of a log: what it follows names the log. Unless it is known to be the
   * first, the log has to be read again from its beginning, because another may name it.
   */
  public Written writeFirst(Body body) throws InterruptedException {
    Encoded mine = encode(body);
    return log.append(mine.bytes(), mine.checksum(), LogPlace.BEGINNING)
            instanceof LogAppend.Appended(LogPlace place)
        ? verdict(reader.pass(mine.record(), place))
        : new Written.DoesNot("it is not known to be the first record of the log");
  }

  private Encoded encode(Body body) {
    Chain chain = reader.chain();
    boolean goesOn = body instanceof Changes changes && changes.part() > 0;
    return encoding.encode(goesOn ? chain.end() : chain.last(), epoch, clock.instant(), body);
  }

  private static Written verdict(LogReader.Passed passed) {
    return passed.step().verdict() instanceof Chain.Verdict.Void
        ? DEPOSED
        : new Written.Counts(passed.record().id(), passed.place(), passed.record().at());
  }

  /**
   * Reads on until {@code mine} was read or cannot count any more. Meanwhile appends records that
   * follow the same one: empty ones, of which the first voids {@code mine}; where {@code mine} is
   * no commit, others like it, of which any will do.
   *
   * @param unknown whether the record may be in the log without being durable
   */
  private Written resolve(LogRecord mine, boolean unknown) throws InterruptedException {
    boolean commit = mine.body() instanceof Changes;
    boolean unconfirmed = unknown;
    Set<RecordId> own = new HashSet<>(Set.of(mine.id()));
    Set<RecordId> voiding = new HashSet<>();
    for (int attempt = 1; true; attempt++) {
      try {
        Written known = readOwn(mine, own, voiding);
        if (known instanceof Written.Counts found && unconfirmed && !isContinued(mine)) {
          return confirm(found);
        }
        if (known != null) {
          return known;
        }
        if (!canCount(mine)) {
          return DEPOSED;
        }
        Encoded closing = encode(commit ? new LogRecord.Empty() : mine.body());
        (commit ? voiding : own).add(closing.record().id());
        LogAppend result = log.append(closing.bytes(), closing.checksum(), reader.place());
        if (result instanceof LogAppend.Appended(LogPlace place)) {
          Written closed = verdict(reader.pass(closing.record(), place));
          return commit ? VOIDED : closed;
        }
        if (!(result instanceof LogAppend.Superseded)) {
          unconfirmed |= result instanceof LogAppend.Unknown;
          retries.pause(attempt);
        }
      } catch (LogUnavailableException e) {
        retries.pause(attempt);
      }
    }
  }

  /** Whether a part of the same commit follows, whose outcome is that of all parts. */
  private static boolean isContinued(LogRecord record) {
    return record.body() instanceof Changes changes && !changes.isLast();
  }

  /**
   * Appends empty records behind one that was read, until one is acknowledged: that makes all
   * before it durable. Not once another server was elected: it would have to write its records
   * again.
   */
  private Written confirm(Written.Counts found) throws InterruptedException {
    for (int attempt = 1; true; attempt++) {
      try {
        while (!reader.read(Duration.ZERO).isEmpty()) {
          // An append whose outcome was unknown may lie here, or what superseded it.
        }
        if (reader.chain().epoch() != epoch) {
          return UNCONFIRMED;
        }
        Encoded behind = encode(new LogRecord.Empty());
        if (log.append(behind.bytes(), behind.checksum(), reader.place())
            instanceof LogAppend.Appended(LogPlace place)) {
          LogReader.Passed ignored = reader.pass(behind.record(), place);
          return found;
        }
      } catch (LogUnavailableException e) {
        // as after any other failure
      }
      retries.pause(attempt);
    }
  }

  /**
   * Reads what there is, or until one of {@code own} or of those that void it was in it, or until
   * {@code mine} cannot count any more: a later leader may write records that this version does not
   * know. {@code null} if none was. A record that was void once never counts, and one that counts
   * always does.
   */
  private @Nullable Written readOwn(LogRecord mine, Set<RecordId> own, Set<RecordId> voiding)
      throws InterruptedException {
    Written known = null;
    List<LogReader.Passed> read = reader.read(Duration.ZERO);
    while (known == null && !read.isEmpty()) {
      for (LogReader.Passed passed : read) {
        RecordId id = passed.record().id();
        Written verdict = verdict(passed);
        if (voiding.contains(id) && verdict instanceof Written.Counts) {
          known = VOIDED;
        } else if (own.contains(id) && (known == null || verdict instanceof Written.Counts)) {
          known = verdict;
        }
      }
      read = known == null && canCount(mine) ? reader.read(Duration.ZERO) : List.of();
    }
    return known;
  }

  private boolean canCount(LogRecord mine) {
    Chain chain = reader.chain();
    boolean follows = mine.follows().equals(chain.last()) || mine.follows().equals(chain.end());
    long next = mine.body() instanceof LogRecord.Elected ? chain.epoch() + 1 : chain.epoch();
    return follows && mine.epoch() == next;
  }
}
