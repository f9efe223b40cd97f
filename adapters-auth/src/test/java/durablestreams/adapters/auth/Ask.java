package durablestreams.adapters.auth;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Credentials;
import durablestreams.domain.stream.StreamPath;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Asks a policy, in the words of a table. */
public final class Ask {

  public static final String SECRET = "a secret for tests, long enough for HS256";

  private Ask() {}

  /** The policy that an operator gets who gives these settings. */
  static AccessPolicy policy(InstantSource clock, Map<String, String> settings) {
    return AccessPolicies.onClassPath().create(settings, clock);
  }

  static Credentials bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  static Credentials header(String name, String value) {
    return asked -> asked.equalsIgnoreCase(name) ? Optional.of(value) : Optional.empty();
  }

  static Access ask(AccessPolicy policy, Action action, String stream, Credentials credentials) {
    return policy.decide(new AccessRequest(action, new StreamPath(stream), credentials));
  }

  static Access read(AccessPolicy policy, String stream, String token) {
    return ask(policy, Action.READ, stream, bearer(token));
  }

  /** {@code ok}, {@code 401}, {@code 403} or {@code 503}. */
  static String word(Access access) {
    return switch (access) {
      case Access.Granted _ -> "ok";
      case Access.Unauthenticated _ -> "401";
      case Access.Forbidden _ -> "403";
      case Access.Unavailable _ -> "503";
      case Access.Refused(int status, _, _) -> Integer.toString(status);
    };
  }

  static String reason(Access access) {
    return switch (access) {
      case Access.Granted _ -> "";
      case Access.Unauthenticated(_, String reason) -> reason;
      case Access.Forbidden(String reason) -> reason;
      case Access.Unavailable(String reason) -> reason;
      case Access.Refused(_, _, String body) -> body;
    };
  }
}
