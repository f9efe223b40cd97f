package durablestreams.adapters.r2;

import durablestreams.application.port.ArchiveLimits;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Settings of an archive in a bucket: its location and the time limits. {@link #of} takes the
 * settings without defaults; {@code with…} methods change the rest of the location.
 *
 * @param endpoint {@code https://<account>.r2.cloudflarestorage.com} for R2; {@code http} is for
 *     tests and private networks
 * @param region {@code auto} for R2; the bucket's region for S3
 * @param bucket must exist; it is never created here
 * @param keyPrefix prefix of all object names, such as {@code prod/}; may be empty
 * @param pathStyle whether the bucket stands in the path of a URL and not in its host name
 * @param connectTimeout for one connection
 * @param attemptTimeout for one attempt, from first to last byte; an upload gets a second more for
 *     each MiB
 * @param callTimeout for all attempts and the pauses between them; likewise
 * @param readTimeout for all attempts of a read, because a client waits for it; each of them gets
 *     half of it at most
 * @param maxAttempts at least 1
 */
public record R2Settings(
    URI endpoint,
    String region,
    String bucket,
    String accessKey,
    String secretKey,
    String keyPrefix,
    boolean pathStyle,
    Duration connectTimeout,
    Duration attemptTimeout,
    Duration callTimeout,
    Duration readTimeout,
    int maxAttempts) {

  public static final String DEFAULT_REGION = "auto";
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
  public static final Duration DEFAULT_ATTEMPT_TIMEOUT = Duration.ofSeconds(20);
  public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(60);
  public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(10);
  public static final int DEFAULT_MAX_ATTEMPTS = 4;

  /** S3 allows names of 1,024 bytes. */
  private static final int MAX_PREFIX = 1_024 - ArchiveLimits.NAME_BYTES;

  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._~/-]*");

  /**
   * @throws IllegalArgumentException with a line for an operator when a setting cannot be right
   */
  public R2Settings {
    require(
        ("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
            && endpoint.getHost() != null
            && endpoint.getUserInfo() == null
            && endpoint.getQuery() == null,
        "the archive endpoint must be like https://<account>.r2.cloudflarestorage.com");
    require(!region.isBlank(), "the archive region must not be empty; R2's is auto");
    require(
        BUCKET.matcher(bucket).matches(),
        "the archive bucket must be the name of a bucket, not \"" + bucket + "\"");
    require(!accessKey.isBlank(), "the archive access key must not be empty");
    require(!secretKey.isBlank(), "the archive secret key must not be empty");
    require(
        PREFIX.matcher(keyPrefix).matches()
            && keyPrefix.length() <= MAX_PREFIX
            && !keyPrefix.startsWith("/"),
        "the archive key prefix has letters, digits and . _ ~ / -, at most "
            + MAX_PREFIX
            + ", and no slash in front");
    require(isPositive(connectTimeout), "the archive connect timeout must be positive");
    require(isPositive(attemptTimeout), "the archive attempt timeout must be positive");
    require(isPositive(readTimeout), "the archive read timeout must be positive");
    require(
        callTimeout.compareTo(attemptTimeout) >= 0,
        "the archive call timeout must not be shorter than the attempt timeout");
    require(maxAttempts >= 1, "the archive needs at least 1 attempt, not " + maxAttempts);
  }

  /** Settings with all defaults; the path style is what R2 and most other endpoints understand. */
  public static R2Settings of(URI endpoint, String bucket, String accessKey, String secretKey) {
    return new R2Settings(
        endpoint,
        DEFAULT_REGION,
        bucket,
        accessKey,
        secretKey,
        "",
        true,
        DEFAULT_CONNECT_TIMEOUT,
        DEFAULT_ATTEMPT_TIMEOUT,
        DEFAULT_CALL_TIMEOUT,
        DEFAULT_READ_TIMEOUT,
        DEFAULT_MAX_ATTEMPTS);
  }

  public R2Settings withRegion(String other) {
    return new R2Settings(
        endpoint,
        other,
        bucket,
        accessKey,
        secretKey,
        keyPrefix,
        pathStyle,
        connectTimeout,
        attemptTimeout,
        callTimeout,
        readTimeout,
        maxAttempts);
  }

  public R2Settings withKeyPrefix(String other) {
    return new R2Settings(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        other,
        pathStyle,
        connectTimeout,
        attemptTimeout,
        callTimeout,
        readTimeout,
        maxAttempts);
  }

  public R2Settings withPathStyle(boolean other) {
    return new R2Settings(
        endpoint,
        region,
        bucket,
        accessKey,
        secretKey,
        keyPrefix,
        other,
        connectTimeout,
        attemptTimeout,
        callTimeout,
        readTimeout,
        maxAttempts);
  }

  /** For one attempt of a read. */
  Duration readAttemptTimeout() {
    Duration half = readTimeout.dividedBy(2);
    return half.compareTo(attemptTimeout) < 0 ? half : attemptTimeout;
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "R2Settings[%s, region %s, bucket %s, prefix \"%s\"]"
        .formatted(endpoint, region, bucket, keyPrefix);
  }
}
