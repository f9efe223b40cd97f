package durablestreams.adapters.http.connection.waits;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Time limits of a connection for its next bytes, by what it waits for: the next request, the rest
 * of a header section, a body, or the end of what a client sends after its last answer.
 *
 * <p>Over HTTP/1.1 one thread does everything, and the watchdog looks only while that thread is in
 * a {@link InterruptibleIo}, whose begin publishes what was written here. An HTTP/2 connection
 * reads all the time, so there the waits for bodies count, each of them: {@link BodyWaits}.
 */
public final class ReadTimeouts {

  private static final long SECOND = 1_000_000_000;

  /** How long a client that got its last answer may take to stop sending. */
  private static final long LINGER = SECOND;

  private final Timeouts timeouts;
  private boolean inRequest;
  private boolean inBody;
  private long slowSince;
  private long bytes;
  private long lingeringSince;

  private volatile boolean multiplexed;
  private final AtomicInteger requests = new AtomicInteger();
  private final BodyWaits bodies = new BodyWaits();

  public ReadTimeouts(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  /** The connection speaks HTTP/2. */
  public void multiplex() {
    multiplexed = true;
  }

  /** A clock runs only for what did not come in one piece. */
  public void beforeRead() {
    if (inRequest && slowSince == 0) {
      slowSince = System.nanoTime();
    }
  }

  public void afterRead(int count) {
    inRequest = true;
    bytes += count;
  }

  /** The header section of a request is complete. */
  public void requestStarted() {
    if (multiplexed) {
      requests.incrementAndGet();
      return;
    }
    inBody = true;
    slowSince = 0;
    bytes = 0;
  }

  /** The request was answered. */
  public void requestEnded() {
    if (multiplexed) {
      requests.decrementAndGet();
      return;
    }
    inRequest = false;
    inBody = false;
    slowSince = 0;
    bytes = 0;
  }

  /** Whether a part of a request has come that was not answered yet, over HTTP/1. */
  public boolean isInRequest() {
    return inRequest && lingeringSince == 0;
  }

  /** The bodies of requests over HTTP/2 that are waited for. */
  public BodyWaits bodies() {
    return bodies;
  }

  /** What comes now is not wanted any more. */
  public void linger() {
    lingeringSince = System.nanoTime();
  }

  /**
   * How long the wait that goes on at {@code now} may last, in nanoseconds.
   *
   * @param scarce whether what bodies take is scarce
   */
  public long limit(long now, boolean scarce) {
    if (multiplexed) {
      return requests.get() > 0 ? Long.MAX_VALUE : timeouts.idle();
    }
    if (lingeringSince != 0) {
      return now - lingeringSince > LINGER ? 0 : LINGER;
    }
    if (!inRequest) {
      return timeouts.idle();
    }
    boolean hurry = inBody && scarce;
    long request = timeouts.request();
    long allowed = inBody ? BodyRate.allowed(request, bytes, hurry) : request;
    boolean tooSlow = slowSince != 0 && now - slowSince > allowed;
    return tooSlow ? 0 : BodyRate.stall(request, hurry);
  }
}
