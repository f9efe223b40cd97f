package durablestreams.application.observe;

import durablestreams.application.observe.trace.TraceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    WAIT;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in {@code Server-Timing} and in traces. */
    public String label() {
      return label;
    }
  }

  /** A point in time to measure from; only this class knows its unit. */
  long start();

  /** Adds the time since {@code start} to {@code phase}. */
  void end(Phase phase, long start);

  /** Adds time that was measured elsewhere, between two points in time of {@code nanoTime}. */
  void add(Phase phase, long start, long end);

  /** What was measured so far, in the order in which the phases were first met. */
  List<Measured> measured();

  record Measured(Phase phase, double millis) {}

  RequestTimings OFF = new Off();

  static RequestTimings on() {
    return new On();
  }

  /** Measures as well, and makes each phase a child of {@code span}. */
  static RequestTimings traced(TraceSpan span) {
    return new Traced(span);
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
    public void add(Phase phase, long start, long end) {}

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
      add(phase, start, System.nanoTime());
    }

    @Override
    public void add(Phase phase, long start, long end) {
      if (!met.contains(phase)) {
        met.add(phase);
      }
      nanos[phase.ordinal()] += end - start;
    }

    @Override
    public List<Measured> measured() {
      return met.stream().map(p -> new Measured(p, nanos[p.ordinal()] / 1e6)).toList();
    }
  }

  /** Measures, and makes each phase a span; a call of the archive has a span of its own. */
  final class Traced implements RequestTimings {
    private final On measured = new On();
    private final TraceSpan span;

    private Traced(TraceSpan span) {
      this.span = span;
    }

    @Override
    public long start() {
      return measured.start();
    }

    @Override
    public void end(Phase phase, long start) {
      add(phase, start, System.nanoTime());
    }

    @Override
    public void add(Phase phase, long start, long end) {
      measured.add(phase, start, end);
      if (phase != Phase.ARCHIVE_GET) {
        span.phase(phase.label(), start, end);
      }
    }

    @Override
    public List<Measured> measured() {
      return measured.measured();
    }
  }
}
