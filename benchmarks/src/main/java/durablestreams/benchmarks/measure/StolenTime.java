package durablestreams.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Processor time that the host of this virtual machine gave to other machines while there was work
 * to do here, as a share of what all processors have to give. A server that is slow in such a
 * second is not slow by itself. Where nothing is told, as outside of a virtual machine, it is 0.
 */
public final class StolenTime implements AutoCloseable {

  private static final Path SOURCE = Path.of("/proc/stat");

  private static final long SECOND = 1_000_000_000L;

  // user, nice, system, idle, iowait, irq, softirq, steal; guest time after them is part of user.
  private static final Pattern ALL_PROCESSORS = Pattern.compile("cpu +((?:\\d+ ?){8})");

  private final Thread watcher;
  private volatile boolean closed;
  private Ticks began = now();
  private Ticks secondBegan = began;
  private long secondBeganAt = System.nanoTime();
  private double worst;

  /** A meter that has started. */
  public StolenTime() {
    watcher = Thread.ofPlatform().daemon().name("stolen-time").start(this::watch);
  }

  /** Begins a measurement. */
  public synchronized void start() {
    began = now();
    secondBegan = began;
    secondBeganAt = System.nanoTime();
    worst = 0;
  }

  /** The share of the processors' time that was stolen since {@link #start}, in percent. */
  public synchronized double percent() {
    return now().stolenSince(began);
  }

  /** The same for the worst second of that time. */
  public synchronized double percentInWorstSecond() {
    return Math.max(worst, percent());
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watcher);
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(SECOND);
      endSecond();
    }
  }

  /** Ends a second, unless a measurement has just begun: then this one ends with the next. */
  private synchronized void endSecond() {
    long now = System.nanoTime();
    if (now - secondBeganAt >= SECOND / 2) {
      Ticks ticks = now();
      worst = Math.max(worst, ticks.stolenSince(secondBegan));
      secondBegan = ticks;
      secondBeganAt = now;
    }
  }

  private static Ticks now() {
    try {
      return Ticks.parse(Files.readString(SOURCE));
    } catch (IOException e) {
      return Ticks.NONE;
    }
  }

  /** What the kernel has counted so far, summed over all processors. */
  record Ticks(long stolen, long all) {

    static final Ticks NONE = new Ticks(0, 0);

    /** Reads the text of {@code /proc/stat}. */
    static Ticks parse(String stat) {
      Matcher matcher = ALL_PROCESSORS.matcher(stat);
      if (!matcher.lookingAt()) {
        return NONE;
      }
      long all = 0;
      long last = 0;
      for (String ticks : matcher.group(1).strip().split(" ")) {
        last = Long.parseLong(ticks);
        all += last;
      }
      return new Ticks(last, all);
    }

    /** In percent. */
    double stolenSince(Ticks earlier) {
      return all <= earlier.all ? 0 : 100.0 * (stolen - earlier.stolen) / (all - earlier.all);
    }
  }
}
