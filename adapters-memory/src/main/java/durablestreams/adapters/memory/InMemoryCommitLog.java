package durablestreams.adapters.memory;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A commit log in memory, which the servers of one process share, each through a handle of its own.
 */
public final class InMemoryCommitLog implements CommitLog {

  /** How the engine treats a record whose writer does not know the end of the log. */
  public enum Mode {
    /** It is not added, as by a database. */
    CONDITIONAL,
    /** It is added all the same, as by a log without conditional writes. Places have gaps. */
    UNCONDITIONAL
  }

  /** What all handles share. Not thread-safe by itself: its lock is held for every use. */
  private static final class Shared {
    final ReentrantLock lock = new ReentrantLock();
    final Condition added = lock.newCondition();
    final NavigableMap<Long, LogRead.Entry> entries = new TreeMap<>();
    final Mode mode;
    final int maxRecordBytes;
    LogPlace trimmed = LogPlace.BEGINNING;

    Shared(Mode mode, int maxRecordBytes) {
      this.mode = mode;
      this.maxRecordBytes = maxRecordBytes;
    }

    LogPlace end() {
      return entries.isEmpty() ? LogPlace.BEGINNING : entries.lastEntry().getValue().place();
    }
  }

  private static final long GAP = 3;

  private final Shared shared;

  private InMemoryCommitLog(Shared shared) {
    this.shared = shared;
  }

  public InMemoryCommitLog(Mode mode, int maxRecordBytes) {
    this(new Shared(mode, maxRecordBytes));
  }

  /** Another handle on the same log. */
  public InMemoryCommitLog share() {
    return new InMemoryCommitLog(shared);
  }

  @Override
  public LogAppend append(byte[] record, long checksum, LogPlace end) {
    if (record.length > shared.maxRecordBytes) {
      return new LogAppend.NotAppended(
          "a record of %,d bytes is larger than %,d".formatted(record.length, maxRecordBytes()));
    }
    shared.lock.lock();
    try {
      LogPlace last = shared.end();
      boolean behindEnd = last.equals(end);
      if (!behindEnd && shared.mode == Mode.CONDITIONAL) {
        return new LogAppend.Superseded();
      }
      long step = shared.mode == Mode.CONDITIONAL ? 1 : GAP;
      LogPlace place = new LogPlace(last.number() + step, checksum);
      shared.entries.put(place.number(), new LogRead.Entry(place, record.clone()));
      shared.added.signalAll();
      return behindEnd ? new LogAppend.Appended(place) : new LogAppend.Superseded();
    } finally {
      shared.lock.unlock();
    }
  }

  @Override
  public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    shared.lock.lockInterruptibly();
    try {
      while (true) {
        LogRead found = readNow(after, maxBytes);
        boolean nothing = found instanceof LogRead.Records(var entries) && entries.isEmpty();
        if (!nothing || nanos <= 0) {
          return found;
        }
        nanos = shared.added.awaitNanos(nanos);
      }
    } finally {
      shared.lock.unlock();
    }
  }

  private LogRead readNow(LogPlace after, int maxBytes) {
    if (after.number() < shared.trimmed.number()) {
      return new LogRead.Trimmed();
    }
    LogRead.Entry there = shared.entries.get(after.number());
    boolean known = there == null ? after.equals(shared.trimmed) : there.place().equals(after);
    if (!known) {
      return new LogRead.Diverged("there is no record at " + after);
    }
    List<LogRead.Entry> read = new ArrayList<>();
    long bytes = 0;
    for (LogRead.Entry entry : shared.entries.tailMap(after.number(), false).values()) {
      if (bytes >= maxBytes) {
        break;
      }
      read.add(entry);
      bytes += entry.bytes().length;
    }
    return new LogRead.Records(read);
  }

  @Override
  public void trim(LogPlace before) {
    shared.lock.lock();
    try {
      LogRead.Entry there = shared.entries.get(before.number());
      if (there == null || !there.place().equals(before)) {
        return;
      }
      while (shared.entries.firstKey() < before.number()) {
        shared.trimmed = shared.entries.pollFirstEntry().getValue().place();
      }
    } finally {
      shared.lock.unlock();
    }
  }

  @Override
  public void clear() {
    shared.lock.lock();
    try {
      shared.entries.clear();
      shared.trimmed = LogPlace.BEGINNING;
    } finally {
      shared.lock.unlock();
    }
  }

  /** Loses the records after {@code last}, as an engine that was restored or failed over may. */
  public void loseAfter(LogPlace last) {
    shared.lock.lock();
    try {
      shared.entries.tailMap(last.number(), false).clear();
    } finally {
      shared.lock.unlock();
    }
  }

  @Override
  public int maxRecordBytes() {
    return shared.maxRecordBytes;
  }

  @Override
  public void close() {
    // The log lives as long as there is a handle on it.
  }
}
