package durablestreams.adapters.memory.cluster;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Commit log whose engine one node does not reach while it is cut off. */
final class CutLog implements CommitLog {

  private static final Duration TIMEOUT = Duration.ofMillis(50);

  private final CommitLog log;
  private volatile boolean cut;
  private volatile @Nullable String cutAt;
  private volatile @Nullable String hangAt;
  private volatile CountDownLatch hanging = new CountDownLatch(0);

  CutLog(CommitLog log) {
    this.log = log;
  }

  void cut() {
    cut = true;
  }

  /** Cuts the node off when it appends a record that contains {@code text}. */
  void cutAt(String text) {
    cutAt = text;
  }

  /** Has the append of a record that contains {@code text} wait until {@code goOn}. */
  void hangAt(String text, CountDownLatch goOn) {
    hanging = goOn;
    hangAt = text;
  }

  private static boolean contains(byte[] record, @Nullable String text) {
    return text != null && new String(record, StandardCharsets.ISO_8859_1).contains(text);
  }

  void heal() {
    cutAt = null;
    cut = false;
  }

  @Override
  public LogAppend append(byte[] record, long checksum, LogPlace end) throws InterruptedException {
    if (contains(record, hangAt)) {
      hanging.await();
    }
    if (contains(record, cutAt)) {
      cut = true;
    }
    if (cut) {
      Thread.sleep(TIMEOUT);
      return new LogAppend.Unknown("no acknowledgement came in time");
    }
    return log.append(record, checksum, end);
  }

  @Override
  public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    if (cut) {
      Thread.sleep(TIMEOUT);
      throw new LogUnavailableException("the engine does not answer");
    }
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
