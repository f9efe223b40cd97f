package durablestreams.adapters.memory.cluster;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Log whose next appends are as a test says. */
final class ScriptedLog implements CommitLog {

  /** An append to the log behind this one. */
  @FunctionalInterface
  interface Step {
    LogAppend append(CommitLog log, Encoded record, LogPlace end) throws InterruptedException;
  }

  /** Steps for the next appends; those behind them are as they are. */
  final Queue<Step> next = new ConcurrentLinkedQueue<>();

  private final CommitLog log;

  ScriptedLog(CommitLog log) {
    this.log = log;
  }

  /** An append of which the engine says wrongly that it will never be there. */
  static LogAppend storesWhatItRefuses(CommitLog log, Encoded record, LogPlace end)
      throws InterruptedException {
    LogAppend stored = log.append(record.bytes(), record.checksum(), end);
    return new LogAppend.NotAppended("refused, but " + stored);
  }

  @Override
  public LogAppend append(byte[] record, long checksum, LogPlace end) throws InterruptedException {
    Step step = next.poll();
    return step == null
        ? log.append(record, checksum, end)
        : step.append(log, new Encoded(RecordEncoding.decode(record), record), end);
  }

  @Override
  public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    return log.read(after, maxBytes, wait);
  }

  @Override
  public void trim(LogPlace before) throws InterruptedException {
    log.trim(before);
  }

  @Override
  public void clear() throws InterruptedException {
    log.clear();
  }

  @Override
  public int maxRecordBytes() {
    return log.maxRecordBytes();
  }

  @Override
  public void close() {
    log.close();
  }
}
