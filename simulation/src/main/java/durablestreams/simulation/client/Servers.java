package durablestreams.simulation.client;

import durablestreams.application.assembly.StreamService;
import durablestreams.simulation.schedule.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Servers that clients send requests to: one, or the nodes of a cluster. */
public interface Servers {

  /** The server ended, or the client's timeout, before an answer came. */
  final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NoAnswerException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Sends a request that changes something, and waits for its answer.
   *
   * @throws NoAnswerException when none came: it is not known whether it had an effect
   */
  <T> T change(Function<StreamService, T> request);

  /** Sends a request that only reads, and waits for its answer. */
  <T> T read(Function<StreamService, T> request);

  /** The time, as an observer with a true clock has it. */
  Instant now();

  /** How far the clocks of two servers, or of one and the observer, may be apart. */
  Duration skew();

  /** Whether an archive has lied about what it holds, so that data may be lost. */
  boolean hasLied();

  /**
   * Whether the use of a stream may be forgotten.
   *
   * @param from when it was asked for
   * @param until when it was answered
   * @param end when the stream was found gone
   */
  boolean mayForgetUse(Instant from, Instant until, Instant end);

  /** Waits on a simulated thread. */
  static void pause(Duration time) {
    try {
      SimulatedRuntime.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
