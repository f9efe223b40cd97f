package durablestreams.adapters.http.connection.request;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits of the HTTP/2 requests that are in memory at a time, on one connection and on all: those
 * that are served, and as many again whose answer was given before the body had ended, which
 * Helidon keeps until the client ends them.
 */
public final class RequestLimit {

  /**
   * What a request takes whose client neither sends its body nor takes its answer: the stream and
   * its thread in Helidon, and a part of a page.
   */
  private static final long REQUEST_BYTES = 144 << 10;

  private static final int FEWEST = 16;

  /** A connection has at most this part of all requests, and at most {@link #MOST_OF_ONE}. */
  private static final int PART_OF_ONE = 4;

  private static final int MOST_OF_ONE = 256;

  /** More than this part of all requests are many. */
  private static final int PART_OF_MANY = 4;

  /** With less than this part of all requests left, they are scarce. */
  private static final int PART_OF_SCARCE = 10;

  private final int ofOne;
  private final int ofAll;
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final RequestTurns turns;

  RequestLimit(int ofOne, int ofAll) {
    this(ofOne, ofAll, new RequestTurns());
  }

  RequestLimit(int ofOne, int ofAll, RequestTurns turns) {
    this.ofOne = ofOne;
    this.ofAll = ofAll;
    this.turns = turns;
  }

  /**
   * The limits of a server.
   *
   * @param memory the memory budget, in bytes
   * @param most requests on all connections, whatever the budget
   */
  public static RequestLimit of(long memory, int most) {
    int all = (int) Math.min(most, Math.max(FEWEST, memory / REQUEST_BYTES));
    return new RequestLimit(Math.clamp(all / PART_OF_ONE, Math.min(FEWEST, all), MOST_OF_ONE), all);
  }

  /** Requests that one connection may have at a time, as its client is told. */
  public int ofOne() {
    return ofOne;
  }

  /** The same with those that were given up and whose threads have not noticed yet. */
  int servedOfOne() {
    return 2 * ofOne;
  }

  /** Requests of all connections that are served at a time. */
  public int ofAll() {
    return ofAll;
  }

  /** The turns that all connections take. */
  public RequestTurns turns() {
    return turns;
  }

  /** Whether many requests are served now; those of one client alone are not. */
  boolean isCrowded() {
    return served.get() > ofAll / PART_OF_MANY;
  }

  /** Whether there is hardly room for another request. */
  public boolean isScarce() {
    return served.get() > ofAll - ofAll / PART_OF_SCARCE;
  }

  boolean enter() {
    if (served.incrementAndGet() <= ofAll) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    served.decrementAndGet();
  }

  /** One more request is kept whose body is not read any more; says whether there is room. */
  boolean abandon() {
    return abandoned.incrementAndGet() <= ofAll;
  }

  void forget(int count) {
    abandoned.addAndGet(-count);
  }
}
