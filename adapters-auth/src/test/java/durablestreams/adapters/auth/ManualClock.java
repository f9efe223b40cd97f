package durablestreams.adapters.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that moves when a test says so. */
public final class ManualClock implements InstantSource {

  public static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  public void forward(Duration by) {
    now = now.plus(by);
  }

  void set(Instant to) {
    now = to;
  }
}
