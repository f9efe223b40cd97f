package durablestreams.application.access;

import java.time.Instant;
import java.util.Objects;

/**
 * Authenticated caller, and the expiry of its credentials.
 *
 * @param tenant tenant that limits apply to; its callers share them. 1 to {@value #MAX_NAME}
 *     characters, none of them a control character
 * @param subject name of the caller within the tenant, for logs; same bounds
 * @param expiresAt expiry of the credentials; from then on the server ends responses to this caller
 *     that are still open; {@link #NEVER} if they do not expire
 */
public record Caller(String tenant, String subject, Instant expiresAt) {

  /** The longest name of a tenant or a subject, in characters. */
  public static final int MAX_NAME = 256;

  /** Expiry of credentials without an expiry. */
  public static final Instant NEVER = Instant.MAX;

  /** Caller that was not authenticated. */
  public static final Caller ANONYMOUS = new Caller("anonymous", "anonymous", NEVER);

  public Caller {
    Text.requireLine("a tenant", tenant, MAX_NAME);
    Text.requireLine("a subject", subject, MAX_NAME);
    Objects.requireNonNull(expiresAt);
  }

  /** Whether the credentials have expired. */
  public boolean expiredAt(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
