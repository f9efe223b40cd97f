package durablestreams.application.access;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Decision on an {@link AccessRequest}.
 *
 * <p>The reason of a refusal is sent to the client. It is one line that helps a legitimate client.
 * It never repeats what the client sent, and never reveals how close a guess was or whether a
 * stream exists.
 */
public sealed interface Access {

  /** The longest reason, in characters. */
  int MAX_REASON = 200;

  /**
   * The request is allowed.
   *
   * @param everyone whether the same request is granted to everyone, with and without credentials.
   *     Shared caches may then keep the answer to a read, and answer others without asking the
   *     policy
   */
  record Granted(Caller caller, boolean everyone) implements Access {
    public Granted {
      Objects.requireNonNull(caller);
    }

    /** Allowed for this caller, and not necessarily for others. */
    public Granted(Caller caller) {
      this(caller, false);
    }
  }

  /**
   * The credentials are missing or invalid: 401.
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

  /** The caller is known but not authorized: 403. */
  record Forbidden(String reason) implements Access {
    public Forbidden {
      Text.requireLine("a reason", reason, MAX_REASON);
    }
  }

  /**
   * The policy cannot decide now, because a service that it depends on does not answer: 503. The
   * client keeps its credentials and retries.
   */
  record Unavailable(String reason) implements Access {
    public Unavailable {
      Text.requireLine("a reason", reason, MAX_REASON);
    }
  }

  /**
   * The request is refused with a response of the policy's own. The server adds {@code
   * Cache-Control: no-store}, the fields for browsers, and {@code Content-Type: text/plain} if the
   * body has no other type.
   *
   * @param status 300 to 599, except 304: anything below says that the request had an effect
   * @param headers values by name, such as {@code Location}; ASCII, at most 8,192 characters each.
   *     Those that frame the message, or that the server sets itself, are not allowed
   * @param body text that is sent as UTF-8, at most 65,536 characters
   */
  record Refused(int status, Map<String, String> headers, String body) implements Access {
    public Refused {
      RefusalRules.check(status, headers, body);
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
  }
}
