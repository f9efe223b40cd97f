package durablestreams.application.replication;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.UnknownRecordException;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reader of a commit log: where it is, and the chain of the records up to there. Used by one
 * thread.
 */
public final class LogReader {

  /** A record, and what it did to the chain. */
  public record Passed(LogRecord record, LogPlace place, Chain.Step step) {}

  private static final int READ_BYTES = 1 << 20;

  private final CommitLog log;
  private LogPlace place;
  private Chain chain;

  /** A reader that goes on after {@code place}, where the chain is {@code chain}. */
  public LogReader(CommitLog log, LogPlace place, Chain chain) {
    this.log = log;
    this.place = place;
    this.chain = chain;
  }

  public LogPlace place() {
    return place;
  }

  public Chain chain() {
    return chain;
  }

  /**
   * Reads on; empty if nothing came in time.
   *
   * @throws LogLostException when the log cannot be read on from here
   */
  public List<Passed> read(Duration wait) throws InterruptedException {
    return switch (log.read(place, READ_BYTES, wait)) {
      case LogRead.Records(List<LogRead.Entry> entries) -> pass(entries);
      case LogRead.Trimmed() ->
          throw LogLostException.trimmed(
              "the commit log was trimmed: records after " + place + " are gone");
      case LogRead.Diverged(String reason) ->
          throw new LogLostException("the commit log lost records that were read here: " + reason);
    };
  }

  /** Passes the records before one that this version cannot read, which is next then. */
  private List<Passed> pass(List<LogRead.Entry> entries) {
    List<Passed> passed = new ArrayList<>(entries.size());
    for (LogRead.Entry entry : entries) {
      LogRecord record;
      try {
        record = RecordEncoding.decode(entry.bytes());
      } catch (UnknownRecordException e) {
        if (passed.isEmpty()) {
          throw e;
        }
        return passed;
      }
      if (place.equals(LogPlace.BEGINNING)) {
        requireFirst(record);
      }
      passed.add(pass(record, entry.place()));
    }
    return passed;
  }

  /** The first record of a log says which one it is, even if several nodes wanted to begin it. */
  private void requireFirst(LogRecord record) {
    if (!record.follows().equals(chain.last())) {
      throw new LogLostException("the commit log begins with a record of another log");
    }
  }

  /** Passes the record at {@code at}, which is known to be the next one. */
  public Passed pass(LogRecord record, LogPlace at) {
    Chain.Step step = chain.read(record);
    chain = step.chain();
    place = at;
    return new Passed(record, at, step);
  }
}
