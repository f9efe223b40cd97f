package durablestreams.application.observe;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Readiness of the server to take requests: not before recovery is done, not while it stops, and
 * not while one of its checks finds a problem.
 */
public final class Readiness {

  private static final Optional<String> STARTING = Optional.of("starting: the store is being read");
  private static final Optional<String> DRAINING = Optional.of("draining: the server stops");

  private volatile List<Supplier<String>> checks = List.of();
  private volatile boolean ready;
  private volatile boolean draining;

  /**
   * The server listens.
   *
   * @param newChecks each gives its current problem, or an empty text
   */
  public void ready(List<Supplier<String>> newChecks) {
    checks = List.copyOf(newChecks);
    ready = true;
  }

  /** The server stops. */
  public void draining() {
    draining = true;
  }

  /** Why the server is not ready, in one line; empty when it is ready. */
  public Optional<String> reason() {
    if (draining) {
      return DRAINING;
    }
    if (!ready) {
      return STARTING;
    }
    return checks.stream().map(Supplier::get).filter(problem -> !problem.isEmpty()).findFirst();
  }
}
