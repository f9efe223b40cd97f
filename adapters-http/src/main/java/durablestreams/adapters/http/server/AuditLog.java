package durablestreams.adapters.http.server;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.exchange.Exchange;
import java.lang.System.Logger.Level;

/**
 * Audit lines of calls that the access policy refused: what was asked for, and from where. Their
 * number is limited, since anyone can be refused as often as they like.
 */
final class AuditLog {

  private static final int LINES_PER_SECOND = 20;

  private final RateLimitedLog log =
      new RateLimitedLog(
          System.getLogger("durablestreams.audit"), Level.INFO, System::nanoTime, LINES_PER_SECOND);

  void refused(Exchange exchange, ErrorCode code) {
    if (code == ErrorCode.UNAUTHENTICATED || code == ErrorCode.FORBIDDEN) {
      log.tell(
          "audit: refused %s %s from %s: %s"
              .formatted(exchange.method(), exchange.rawPath(), exchange.address(), code.code()));
    }
  }
}
