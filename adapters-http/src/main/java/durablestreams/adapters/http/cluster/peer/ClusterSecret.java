package durablestreams.adapters.http.cluster.peer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secret that the nodes of a cluster share, and the signatures that are made with it. While it is
 * rotated there are two: the first signs, and both count.
 *
 * <p>A signature covers what it is for, method, target and time of a request, and one more text. It
 * counts for a quarter of an hour, so clocks may differ by that much. It proves who sends; only TLS
 * keeps others from reading, and from sending the same again within that time.
 */
public final class ClusterSecret {

  /** The shortest secret, in characters. */
  public static final int MIN_LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final long WINDOW_SECONDS = Duration.ofMinutes(15).toSeconds();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int LONGEST_TIME = 12;

  private final InstantSource clock;
  private volatile List<SecretKeySpec> keys;

  /** What a signature covers. */
  public record Signed(String purpose, String method, String target, String text) {
    byte[] bytes(String time) {
      return String.join("\n", purpose, method, target, time, text)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * @param secrets one, or two while it is rotated: the one that signs first
   * @throws IllegalArgumentException with a sentence that does not repeat a secret
   */
  public ClusterSecret(List<String> secrets, InstantSource clock) {
    this.keys = keys(secrets);
    this.clock = clock;
  }

  /** Replaces the secrets. */
  public void replace(List<String> secrets) {
    keys = keys(secrets);
  }

  private static List<SecretKeySpec> keys(List<String> secrets) {
    if (secrets.isEmpty() || secrets.size() > 2) {
      throw new IllegalArgumentException(
          "a cluster has one secret, or two while it is rotated, not " + secrets.size());
    }
    for (String secret : secrets) {
      if (secret.length() < MIN_LENGTH) {
        throw new IllegalArgumentException(
            "a cluster secret has at least %d characters, not %d"
                .formatted(MIN_LENGTH, secret.length()));
      }
    }
    return secrets.stream()
        .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM))
        .toList();
  }

  /** A signature with its time, which is a text without spaces. */
  public String sign(Signed signed) {
    String time = Long.toString(clock.instant().getEpochSecond());
    return time + "." + BASE64.encodeToString(mac(keys.getFirst(), signed.bytes(time)));
  }

  /** Whether a node of the cluster signed this, not long ago. */
  public boolean isSigned(String signature, Signed signed) {
    int dot = signature.indexOf('.');
    if (dot < 1 || dot > LONGEST_TIME || !signature.substring(0, dot).matches("[0-9]+")) {
      return false;
    }
    String time = signature.substring(0, dot);
    long age = clock.instant().getEpochSecond() - Long.parseLong(time);
    if (Math.abs(age) > WINDOW_SECONDS) {
      return false;
    }
    byte[] given = signature.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = signed.bytes(time);
    boolean valid = false;
    for (SecretKeySpec key : keys) {
      valid |= MessageDigest.isEqual(given, BASE64.encode(mac(key, bytes)));
    }
    return valid;
  }

  private static byte[] mac(SecretKeySpec key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }
}
