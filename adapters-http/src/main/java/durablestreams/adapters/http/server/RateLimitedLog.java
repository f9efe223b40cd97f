package durablestreams.adapters.http.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of requests that failed through no fault of their client. When a disk is full, every
 * request fails; the log tells of one each second, and how many it kept to itself.
 */
final class RateLimitedLog {

  private static final Logger LOG = System.getLogger(RateLimitedLog.class.getName());
  private static final long SECOND = 1_000_000_000;

  private final LongSupplier nanos;
  private final AtomicLong quietUntil;
  private final AtomicInteger untold = new AtomicInteger();

  /**
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  RateLimitedLog(LongSupplier nanos) {
    this.nanos = nanos;
    this.quietUntil = new AtomicLong(nanos.getAsLong());
  }

  void tell(String sentence) {
    write(sentence, null);
  }

  void tell(String sentence, Throwable cause) {
    write(sentence, cause);
  }

  private void write(String sentence, @Nullable Throwable cause) {
    long now = nanos.getAsLong();
    long until = quietUntil.get();
    if (now - until < 0 || !quietUntil.compareAndSet(until, now + SECOND)) {
      untold.incrementAndGet();
      return;
    }
    int more = untold.getAndSet(0);
    String text = more == 0 ? sentence : sentence + " (and " + more + " more like this)";
    if (cause == null) {
      LOG.log(Level.ERROR, text);
    } else {
      LOG.log(Level.ERROR, text, cause);
    }
  }
}
