package durablestreams.adapters.http.limits;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.Fields;
import java.util.concurrent.atomic.AtomicInteger;

/** Counter of the live reads in progress, all streams together. */
public final class LiveReaders {

  private volatile int max;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger longPolls = new AtomicInteger();

  public LiveReaders(int max) {
    this.max = max;
  }

  /** Sets another limit; those that go on go on. */
  public void limit(int newMax) {
    max = newMax;
  }

  /** Maximum of live reads at a time. */
  public int limit() {
    return max;
  }

  /**
   * Counts one more.
   *
   * @param longPoll whether it is a long-poll, and not a stream of events
   * @throws HttpProblem when there are too many
   */
  public void enter(boolean longPoll) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      throw new HttpProblem(
              ErrorCode.OVERLOADED, "this server has as many live readers as it may have")
          .with(Fields.RETRY_AFTER, "5");
    }
    if (longPoll) {
      longPolls.incrementAndGet();
    }
  }

  /** Forgets one that {@link #enter} counted. */
  public void leave(boolean longPoll) {
    open.decrementAndGet();
    if (longPoll) {
      longPolls.decrementAndGet();
    }
  }

  public int longPolls() {
    return longPolls.get();
  }

  public int eventStreams() {
    return Math.max(0, open.get() - longPolls.get());
  }

  /** How many there are. */
  public int open() {
    return open.get();
  }
}
