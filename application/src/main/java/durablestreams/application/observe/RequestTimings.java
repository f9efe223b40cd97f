package durablestreams.application.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * Time measurement of one request, by phase. {@link #OFF} measures nothing and costs nothing.
 *
 * <p>Used by the one thread that serves the request.
 */
public sealed interface RequestTimings {

  /** What a request spends time on. */
  enum Phase {
    AUTH,
    PARSE,
    QUEUE,
    COMMIT,
    STORE_READ,
    ARCHIVE_GET,
    DECODE,
    WAIT
  }

  /** A point in time to measure from; only this class knows its unit. */
  long start();

  /** Adds the time since {@code start} to {@code phase}. */
  void end(Phase phase, long start);

  /** Adds time that was measured elsewhere. */
  void add(Phase phase, long nanos);

  /** What was measured so far, in the order in which the phases were first met. */
  List<Measured> measured();

  record Measured(Phase phase, double millis) {}

  RequestTimings OFF = new Off();

  static RequestTimings on() {
    return new On();
  }

  /** Measures nothing. */
  final class Off implements RequestTimings {
    private Off() {}

    @Override
    public long start() {
      return 0;
    }

    @Override
    public void end(Phase phase, long start) {}

    @Override
    public void add(Phase phase, long nanos) {}

    @Override
    public List<Measured> measured() {
      return List.of();
    }
  }

  /** Measures with the monotonic clock of the machine. */
  final class On implements RequestTimings {
    private final long[] nanos = new long[Phase.values().length];
    private final List<Phase> met = new ArrayList<>(4);

    private On() {}

    @Override
    public long start() {
      return System.nanoTime();
    }

    @Override
    public void end(Phase phase, long start) {
      add(phase, System.nanoTime() - start);
    }

    @Override
    public void add(Phase phase, long more) {
      if (!met.contains(phase)) {
        met.add(phase);
      }
      nanos[phase.ordinal()] += more;
    }

    @Override
    public List<Measured> measured() {
      return met.stream().map(p -> new Measured(p, nanos[p.ordinal()] / 1e6)).toList();
    }
  }
}
