package durablestreams.adapters.auth.token;

import com.nimbusds.jose.util.Base64URL;
import durablestreams.adapters.auth.json.Json;
import durablestreams.adapters.auth.json.JsonShapeException;
import durablestreams.adapters.auth.json.JsonTextReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A JWT in its compact form (RFC 7515, 7.1), parsed and not verified.
 *
 * <p>Of the header only {@code alg} and {@code kid} count. Keys or addresses of keys that a token
 * brings along ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) are not looked at, and a token
 * that insists on an extension ({@code crit}) is not understood.
 *
 * @param signingInput what was signed: header, dot, payload as they came
 * @param payload the claims, as bytes that must not be read before the signature is checked
 */
@SuppressWarnings("ArrayRecordComponent") // tokens are never compared.
public record SignedToken(
    TokenAlgorithm algorithm,
    Optional<String> keyId,
    byte[] signingInput,
    byte[] payload,
    Base64URL signature) {

  /**
   * A header has a handful of fields; more is not worth reading before the signature is checked.
   */
  private static final int MAX_HEADER = 2_048;

  private static final String BASE64_URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private static final int MAX_SIGNATURE = 2_048;

  /** The parts of {@code token}, or the reason for the log why it has none. */
  public static Verdict<SignedToken> parse(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
      return refused("not a signed JWT in compact form");
    }
    if (parts[0].length() > MAX_HEADER || parts[2].length() > MAX_SIGNATURE) {
      return refused("a header or a signature of unusual length");
    }
    if (!Arrays.stream(parts).allMatch(SignedToken::isBase64Url)) {
      return refused("not base64url");
    }
    try {
      Json.Obj header = JsonTextReader.read(decoded(parts[0])).asObject();
      String name = header.required("alg").asText();
      Optional<TokenAlgorithm> algorithm = TokenAlgorithm.named(name);
      if (algorithm.isEmpty()) {
        return refused("signed with an algorithm that this server does not know");
      }
      if (header.field("crit").isPresent()) {
        return refused("the header has crit, and no extension is understood");
      }
      return new Verdict.Accepted<>(
          new SignedToken(
              algorithm.get(),
              header.field("kid").map(Json::asText),
              (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
              decoded(parts[1]),
              new Base64URL(parts[2])));
    } catch (JsonShapeException e) {
      return refused("the header is not what it should be");
    }
  }

  private static boolean isBase64Url(String part) {
    return part.length() % 4 != 1 && part.chars().allMatch(c -> BASE64_URL.indexOf(c) >= 0);
  }

  private static byte[] decoded(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  private static Verdict<SignedToken> refused(String detail) {
    return new Verdict.Refused<>(Refusals.INVALID, detail);
  }
}
