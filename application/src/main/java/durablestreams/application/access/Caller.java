package durablestreams.application.access;

import java.time.Instant;
import java.util.Objects;

/**
 * Who was let in, and until when.
 *
 * @param tenant whom limits are counted for; callers of one tenant share them. 1 to {@value
 *     #MAX_NAME} characters, none of them a control character
 * @param subject who it is within the tenant, for logs; the same bounds
 * @param expiresAt from this instant on the credentials count for nothing, and the server ends what
 *     it still sends to this caller; {@link #NEVER} when they do not expire
 */
public record Caller(String tenant, String subject, Instant expiresAt) {

  /** The longest name of a tenant or a subject, in characters. */
  public static final int MAX_NAME = 256;

  /** The expiry of credentials that do not expire. */
  public static final Instant NEVER = Instant.MAX;

  /** Somebody who was not asked who they are. */
  public static final Caller ANONYMOUS = new Caller("anonymous", "anonymous", NEVER);

  public Caller {
    Text.requireLine("a tenant", tenant, MAX_NAME);
    Text.requireLine("a subject", subject, MAX_NAME);
    Objects.requireNonNull(expiresAt);
  }

  /** Whether the credentials have run out. */
  public boolean expiredAt(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
