package durablestreams.application.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Clock that a test advances. */
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
