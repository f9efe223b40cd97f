package durablestreams.adapters.http.limits;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.Fields;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the live reads that go on, all streams together. */
public final class LiveReaders {

  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  public LiveReaders(int max) {
    this.max = max;
  }

  /**
   * Counts one more.
   *
   * @throws HttpProblem when there are too many
   */
  public void enter() {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      throw new HttpProblem(
              ErrorCode.OVERLOADED, "this server has as many live readers as it may have")
          .with(Fields.RETRY_AFTER, "5");
    }
  }

  /** Forgets one that {@link #enter} counted. */
  public void leave() {
    open.decrementAndGet();
  }

  /** How many there are. */
  public int open() {
    return open.get();
  }
}
