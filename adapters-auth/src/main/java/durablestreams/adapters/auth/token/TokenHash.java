package durablestreams.adapters.auth.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a token, which replaces it in memory and in files, so that neither holds the token
 * itself.
 */
public record TokenHash(long a, long b, long c, long d) {

  public static TokenHash of(String token) {
    return of(ByteBuffer.wrap(sha256(token)));
  }

  private static TokenHash of(ByteBuffer bytes) {
    return new TokenHash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  /**
   * The hash that is written like this.
   *
   * @throws IllegalArgumentException when it is not 64 hex digits
   */
  public static TokenHash ofHex(String hex) {
    if (hex.length() != 64) {
      throw new IllegalArgumentException("a SHA-256 has 64 hex digits");
    }
    return of(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  public static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
