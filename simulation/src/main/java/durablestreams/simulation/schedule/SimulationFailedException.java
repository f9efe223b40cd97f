package durablestreams.simulation.schedule;

import org.jspecify.annotations.Nullable;

/** Failure of a run: a check failed, or a thread ended with an exception. */
public final class SimulationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SimulationFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
