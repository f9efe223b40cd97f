package durablestreams.conformance.harness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Bearer tokens as their issuers would make them, without any code of the server's. */
public final class Tokens {
  /** A secret for HS256, of the length that {@code AUTH_JWT_SECRET} asks for. */
  public static final String SECRET = "this-secret-is-known-to-the-tests-only";

  private Tokens() {}

  /**
   * A JWT with these claims and {@code exp}.
   *
   * @param claims a JSON object without its braces
   * @param life how long from now it counts; negative for one that has run out
   */
  public static String jwt(String claims, Duration life) {
    return signed(SECRET, claims, life);
  }

  /** One that another secret signed. */
  public static String forged(String claims) {
    return signed("some-other-secret-than-the-servers-own", claims, Duration.ofHours(1));
  }

  /** A JWT that lasts an hour, with one grant: these actions on that pattern. */
  public static String granting(String tenant, String actions, String pattern) {
    return jwt(grant(tenant, actions, pattern), Duration.ofHours(1));
  }

  /** The claims of {@link #granting}. */
  public static String grant(String tenant, String actions, String pattern) {
    String allow = "\"" + actions.replace(" ", "\",\"") + "\"";
    return "\"sub\":\"someone\",\"tenant\":\"%s\",\"streams\":[{\"allow\":[%s],\"on\":[\"%s\"]}]"
        .formatted(tenant, allow, pattern);
  }

  public static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(String secret, String claims, Duration life) {
    long expires = Instant.now().plus(life).getEpochSecond();
    String input =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
            + "."
            + base64("{" + claims + ",\"exp\":" + expires + "}");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
