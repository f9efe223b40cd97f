package durablestreams.simulation.cluster;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.simulation.cluster.ClusterFaults.OfAppend;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Engine of the commit log that all nodes share. Records travel to it, and may land late, twice or
 * not at all; the seed decides whether it has conditional writes, and how large records may be.
 * Without conditional writes, its places have gaps. An append behind one is superseded, although it
 * may count, and readers may get an end of before.
 */
final class SimulatedLog {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private final ClusterFaults faults;
  private final Ledger ledger;
  private final boolean conditional;
  private final int maxRecordBytes;
  private final NavigableMap<Long, LogRead.Entry> entries = new TreeMap<>();
  private final NavigableMap<Long, Long> landedAt = new TreeMap<>();
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private LogPlace trimmed = LogPlace.BEGINNING;
  private boolean down;

  SimulatedLog(Scheduler scheduler, ClusterFaults faults, Ledger ledger) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.ledger = ledger;
    this.conditional = scheduler.random().nextBoolean();
    this.maxRecordBytes = scheduler.random().nextBoolean() ? 300 : 100_000;
  }

  /** Makes the engine unavailable, or available again. */
  void down(boolean now) {
    down = now;
  }

  /**
   * A node's connection.
   *
   * @param reachable whether the node reaches the engine now
   */
  CommitLog connection(BooleanSupplier reachable) {
    return new Connection(reachable);
  }

  private LogAppend land(byte[] record, long checksum, LogPlace end) {
    LogPlace last = entries.isEmpty() ? LogPlace.BEGINNING : entries.lastEntry().getValue().place();
    boolean behindEnd = last.equals(end);
    if (!behindEnd && conditional) {
      return new LogAppend.Superseded();
    }
    int gap = conditional ? 0 : faults.gap();
    LogPlace place = new LogPlace(last.number() + 1 + gap, checksum);
    entries.put(place.number(), new LogRead.Entry(place, record));
    landedAt.put(scheduler.now(), place.number());
    ledger.landed(record);
    List<CompletableFuture<Void>> woken = waiting;
    waiting = new ArrayList<>();
    woken.forEach(reader -> reader.complete(null));
    return behindEnd && gap == 0 ? new LogAppend.Appended(place) : new LogAppend.Superseded();
  }

  /** The end as a broker knows it: now and then, it is one of before. */
  private long end() {
    long age = conditional ? 0 : faults.ofEnd();
    Map.Entry<Long, Long> known = age == 0 ? null : landedAt.floorEntry(scheduler.now() - age);
    return known == null ? Long.MAX_VALUE : known.getValue();
  }

  private final class Connection implements CommitLog {

    private final BooleanSupplier reachable;
    private long end = Long.MAX_VALUE;
    private long endHolds;

    Connection(BooleanSupplier reachable) {
      this.reachable = reachable;
    }

    private boolean works() {
      return !down && reachable.getAsBoolean();
    }

    @Override
    public LogAppend append(byte[] record, long checksum, LogPlace end)
        throws InterruptedException {
      if (record.length > maxRecordBytes) {
        return new LogAppend.NotAppended("a record of " + record.length + " bytes is too large");
      }
      OfAppend fault = faults.ofAppend();
      if (fault == OfAppend.REFUSED || !works()) {
        SimulatedRuntime.sleep(Duration.ofNanos(faults.latency()));
        return new LogAppend.NotAppended("the connection was refused");
      }
      byte[] sent = record.clone();
      CompletableFuture<LogAppend> answer = new CompletableFuture<>();
      if (fault == OfAppend.TWICE) {
        scheduler.after(faults.lateness(), null, () -> land(sent, checksum, end));
      }
      if (fault != OfAppend.LOST) {
        boolean late =
            fault == OfAppend.LATE || entries.isEmpty() && scheduler.random().nextBoolean();
        long under = late ? faults.lateness() : faults.latency();
        boolean answers = fault == OfAppend.NONE || fault == OfAppend.LATE;
        scheduler.after(under, null, () -> arrive(sent, checksum, end, answers, answer));
      }
      return await(answer);
    }

    private void arrive(
        byte[] record,
        long checksum,
        LogPlace end,
        boolean answers,
        CompletableFuture<LogAppend> answer) {
      LogAppend result = land(record, checksum, end);
      if (answers) {
        scheduler.after(
            faults.latency(),
            null,
            () -> {
              if (works()) {
                answer.complete(result);
              }
            });
      }
    }

    private static LogAppend await(CompletableFuture<LogAppend> answer)
        throws InterruptedException {
      try {
        return (LogAppend) SimulatedRuntime.get(answer, TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return new LogAppend.Unknown("no acknowledgement came in time");
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
      long end = scheduler.now() + wait.toNanos();
      SimulatedRuntime.sleep(Duration.ofNanos(faults.latency()));
      while (true) {
        if (!works() || faults.ofRead()) {
          throw new LogUnavailableException("the connection was refused");
        }
        LogRead found = readNow(after);
        long left = end - scheduler.now();
        if (left <= 0 || !(found instanceof LogRead.Records(var read)) || !read.isEmpty()) {
          return found;
        }
        CompletableFuture<Void> added = new CompletableFuture<>();
        waiting.add(added);
        try {
          SimulatedRuntime.get(added, left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
          waiting.remove(added);
        }
      }
    }

    /** The end of the last broker that was asked, for some time. */
    private long toldEnd() {
      if (scheduler.now() >= endHolds || !faults.on()) {
        end = end();
        endHolds = end == Long.MAX_VALUE ? 0 : scheduler.now() + faults.endHolds();
      }
      return end;
    }

    private LogRead readNow(LogPlace after) {
      long told = toldEnd();
      if (after.number() > told) {
        throw new LogUnavailableException("a broker does not know how far the log reaches");
      }
      if (after.number() < trimmed.number()) {
        return new LogRead.Trimmed();
      }
      LogRead.Entry there = entries.get(after.number());
      boolean known = there == null ? after.equals(trimmed) : there.place().equals(after);
      if (!known) {
        return new LogRead.Diverged("there is no record at " + after);
      }
      int most = 1 + scheduler.random().nextInt(20);
      return new LogRead.Records(
          entries.subMap(after.number(), false, told, true).values().stream().limit(most).toList());
    }

    @Override
    public void trim(LogPlace before) throws InterruptedException {
      SimulatedRuntime.sleep(Duration.ofNanos(faults.latency()));
      if (!works()) {
        throw new LogUnavailableException("the connection was refused");
      }
      while (entries.size() > 1 && entries.firstKey() < before.number()) {
        trimmed = entries.pollFirstEntry().getValue().place();
      }
    }

    @Override
    public void clear() {
      throw new UnsupportedOperationException("no operator is there");
    }

    @Override
    public int maxRecordBytes() {
      return maxRecordBytes;
    }

    @Override
    public void close() {}
  }
}
