package durablestreams.application.access;

import java.util.Objects;

/**
 * The answer to an {@link AccessRequest}.
 *
 * <p>A reason goes to the client. It is one line that helps somebody with honest intentions, and it
 * never repeats what the client sent, nor says how close a guess was or whether a stream exists.
 */
public sealed interface Access {

  /** The longest reason, in characters. */
  int MAX_REASON = 200;

  /** Go ahead. */
  record Granted(Caller caller) implements Access {
    public Granted {
      Objects.requireNonNull(caller);
    }
  }

  /**
   * The credentials are missing or count for nothing: 401.
   *
   * @param challenge the value of {@code WWW-Authenticate}, such as {@code Bearer
   *     realm="durable-streams"}; ASCII, at most 500 characters
   */
  record Unauthenticated(String challenge, String reason) implements Access {
    public Unauthenticated {
      Text.requireHeader("a challenge", challenge, 500);
      Text.requireLine("a reason", reason, MAX_REASON);
    }
  }

  /** The caller is known and may not do this: 403. */
  record Forbidden(String reason) implements Access {
    public Forbidden {
      Text.requireLine("a reason", reason, MAX_REASON);
    }
  }

  /**
   * The policy cannot tell at the moment, because something it depends on does not answer: 503. A
   * client keeps its credentials and tries again.
   */
  record Unavailable(String reason) implements Access {
    public Unavailable {
      Text.requireLine("a reason", reason, MAX_REASON);
    }
  }
}
