package durablestreams.application.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when a test says so. */
public final class ManualInstants implements InstantSource {

  private volatile Instant now;

  public ManualInstants(Instant start) {
    this.now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only the test's own thread moves it
  public void advance(Duration time) {
    now = now.plus(time);
  }
}
