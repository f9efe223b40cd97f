package durablestreams.adapters.auth.token;

import durablestreams.application.access.Credentials;
import java.util.Optional;

/** Bearer token in the {@code Authorization} header of a request (RFC 6750, 2.1). */
public sealed interface BearerToken {

  /** The longest token, in characters; longer ones are malformed. */
  int MAX_LENGTH = 16_384;

  /** There is no such header. */
  record Missing() implements BearerToken {}

  /** There is one, and it is not {@code Bearer}, a space and one token. */
  record Malformed() implements BearerToken {}

  record Present(String token) implements BearerToken {}

  static BearerToken in(Credentials credentials) {
    Optional<String> header = credentials.header("Authorization");
    if (header.isEmpty()) {
      return new Missing();
    }
    String value = header.get().strip();
    if (!value.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return new Malformed();
    }
    String token = value.substring(7).stripLeading();
    return isToken(token) ? new Present(token) : new Malformed();
  }

  /** Visible ASCII without spaces. Two headers in one have a space between them. */
  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
