package durablestreams.adapters.auth.token;

import durablestreams.application.access.Access;
import durablestreams.application.access.Action;

/** The wording of refusals, the same for all policies. Challenges are those of RFC 6750, 3. */
public final class Refusals {

  public static final String INVALID = "the token is not valid";
  public static final String EXPIRED = "the token has expired";
  public static final String NOT_YET = "the token is not valid yet";
  public static final String NOT_FOR_US = "the token is not meant for this server";

  private static final String CHALLENGE = "Bearer realm=\"durable-streams\"";

  private Refusals() {}

  public static Access missing() {
    return new Access.Unauthenticated(
        CHALLENGE, "a token is needed: send the header Authorization: Bearer <token>");
  }

  public static Access malformed() {
    return invalid("the header Authorization must be Bearer, a space and one token");
  }

  public static Access invalid(String reason) {
    return new Access.Unauthenticated(
        CHALLENGE + ", error=\"invalid_token\", error_description=\"" + reason + "\"", reason);
  }

  public static Access forbidden(Action action) {
    return new Access.Forbidden(
        switch (action) {
          case READ -> "this token does not allow to read this stream";
          case FORK -> "this token does not allow to read the source of the fork";
          case APPEND -> "this token does not allow to append to this stream";
          case CREATE -> "this token does not allow to create this stream";
          case DELETE -> "this token does not allow to delete this stream";
          case SUBSCRIBE -> "this token does not allow to manage this subscription";
          case CLAIM -> "this token does not allow to claim this subscription";
        });
  }

  public static Access unavailable() {
    return new Access.Unavailable("the keys that tokens are checked with cannot be had right now");
  }
}
