package durablestreams.application.replication.node;

import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.LogReader;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.encoding.UnknownRecordException;
import durablestreams.domain.replication.Chain.Verdict;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.RecordId;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Reader of the commit log that applies what counts. Used by the thread of the node. */
final class LogFollower {

  private static final System.Logger LOG = System.getLogger(LogFollower.class.getName());

  private final LogReader reader;
  private final Replica replica;
  private final NodeServer server;
  private final long logId;
  private final int readableLevel;

  private LogFollower(
      LogReader reader, Replica replica, NodeServer server, long logId, int readableLevel) {
    this.reader = reader;
    this.replica = replica;
    this.server = server;
    this.logId = logId;
    this.readableLevel = readableLevel;
  }

  /**
   * A follower that goes on behind what is applied; of a log without records, the first.
   *
   * @param readableLevel the highest feature level of records that this node reads
   * @param newLogIds random numbers
   * @throws LogLostException when the log does not begin where this replica does
   * @throws UnknownRecordException when the records after it are of a higher level
   */
  static LogFollower of(
      CommitLog log, Replica replica, NodeServer server, int readableLevel, LongSupplier newLogIds)
      throws InterruptedException {
    ReplicaProgress from = replica.progress();
    if (from == null) {
      from = ReplicaProgress.before(origin(log, newLogIds));
    }
    requireReadable(from.chain().level(), readableLevel);
    return new LogFollower(
        new LogReader(log, from.place(), from.chain()),
        replica,
        server,
        from.logId(),
        readableLevel);
  }

  /** What the first record of the log follows. */
  private static RecordId origin(CommitLog log, LongSupplier newLogIds)
      throws InterruptedException {
    return switch (log.read(LogPlace.BEGINNING, 1, Duration.ZERO)) {
      case LogRead.Records(List<LogRead.Entry> entries) when entries.isEmpty() ->
          RecordId.origin(newLogIds.getAsLong());
      case LogRead.Records(List<LogRead.Entry> entries) -> {
        RecordId origin = RecordEncoding.follows(entries.getFirst().bytes());
        if (origin.position() != 0) {
          throw LogLostException.trimmed(
              "the commit log does not begin with an empty store: this node needs a snapshot");
        }
        yield origin;
      }
      case LogRead.Trimmed() ->
          throw LogLostException.trimmed(
              "the beginning of the commit log was removed: this node needs a snapshot");
      case LogRead.Diverged(String reason) -> throw new LogLostException(reason);
    };
  }

  LogReader reader() {
    return reader;
  }

  long logId() {
    return logId;
  }

  /** What came of a read. */
  enum Heard {
    /** Nothing: the end of the log was reached. */
    NOTHING,
    /** Records of which none counts. */
    VOIDS,
    /** Records that count. */
    RECORDS
  }

  /** Reads on, and applies what counts. */
  Heard follow(Duration wait) throws InterruptedException {
    List<LogReader.Passed> passed = reader.read(wait);
    Heard heard = passed.isEmpty() ? Heard.NOTHING : Heard.VOIDS;
    for (LogReader.Passed next : passed) {
      switch (next.step().verdict()) {
        case Verdict.Counts(LogRecord record) -> {
          if (record.body() instanceof LogRecord.LevelRaised(int level)) {
            requireReadable(level, readableLevel);
          }
          replica.pass(progress(next));
          heard = Heard.RECORDS;
        }
        case Verdict.Committed(List<LogRecord> parts) -> {
          apply(Commit.decode(join(parts)), progress(next));
          heard = Heard.RECORDS;
        }
        case Verdict.Incomplete ignored -> heard = Heard.RECORDS;
        case Verdict.Void ignored -> {}
      }
    }
    return heard;
  }

  /** A version that does not know what comes next stays before it. */
  private static void requireReadable(int level, int readableLevel) {
    if (level > readableLevel) {
      throw new UnknownRecordException(
          "records of the commit log are of feature level %d from here on, and this version reads level %d: update this node"
              .formatted(level, readableLevel));
    }
  }

  private ReplicaProgress progress(LogReader.Passed passed) {
    return new ReplicaProgress(logId, passed.place(), passed.step().chain(), passed.record().at());
  }

  private void apply(Commit commit, ReplicaProgress next) {
    try {
      if (commit.streams().isEmpty()) {
        replica.store(commit, next);
      } else {
        server.apply(commit.streams(), next.at(), () -> replica.store(commit, next));
      }
    } catch (StaleStateException e) {
      LOG.log(Level.WARNING, "Record {0} has no effect: {1}", next.position(), e.getMessage());
    }
  }

  private static byte[] join(List<LogRecord> parts) {
    if (parts.size() == 1 && parts.getFirst().body() instanceof LogRecord.Changes whole) {
      return whole.bytes();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (LogRecord part : parts) {
      if (part.body() instanceof LogRecord.Changes changes) {
        all.writeBytes(changes.bytes());
      }
    }
    return all.toByteArray();
  }
}
