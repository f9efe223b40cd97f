package durablestreams.application.observe.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Audit lines: calls that were refused, and what operators change. The number of refusals is
 * limited, since anyone can be refused as often as they like.
 */
public final class AuditLog {

  private static final Logger LOG = System.getLogger("durablestreams.audit");
  private static final int REFUSALS_PER_SECOND = 20;

  private final RateLimitedLog refusals =
      new RateLimitedLog(LOG, Level.INFO, System::nanoTime, REFUSALS_PER_SECOND);

  /** Logs that a call was refused. */
  public void refused(String call) {
    refusals.tell("audit: refused " + call);
  }

  /** Logs what an operator changes. */
  public void changed(String change) {
    LOG.log(Level.INFO, "audit: " + change);
  }
}
