package durablestreams.adapters.http.server;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.application.observe.log.RateLimitedLog;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Log of faults of the server itself. An answer has the id of its line in the log, so that an
 * operator finds the line by what a client reports; an answer without an id has no line of its own,
 * because there were too many.
 */
final class ErrorLog {

  /** Odd, so that no id comes twice in the life of a process. */
  private static final int SPREAD = 0x9e3779b9;

  private final RateLimitedLog log;
  private final AtomicInteger ids = new AtomicInteger((int) System.nanoTime());

  ErrorLog(RateLimitedLog log) {
    this.log = log;
  }

  /**
   * Logs a fault, that of code {@code internal} with its stack.
   *
   * @param sentence what the client is told
   * @return the answer
   */
  HttpProblem problem(Exchange exchange, Throwable fault, ErrorCode code, String sentence) {
    String id = HexFormat.of().toHexDigits(ids.incrementAndGet() * SPREAD);
    String request = "error " + id + ": " + exchange.method() + " " + exchange.rawPath();
    boolean told =
        code == ErrorCode.INTERNAL
            ? log.tell(request + " could not be done", fault)
            : log.tell(request + ": " + fault.getMessage());
    return new HttpProblem(code, told ? sentence + " (error " + id + ")" : sentence);
  }
}
