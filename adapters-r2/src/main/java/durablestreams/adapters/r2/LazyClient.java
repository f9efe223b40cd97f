package durablestreams.adapters.r2;

import durablestreams.application.port.ArchiveUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A lazily created S3 client: creating it takes a third of a second, which would delay the start.
 *
 * <p>It reads no environment variables and no files of other tools, so that the settings alone
 * decide where data goes. Requests carry one plain signature over the whole body; the checksums and
 * chunked encodings that the SDK would add are not understood everywhere.
 */
final class LazyClient implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final R2Settings settings;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable S3Client client;
  private boolean closed;

  LazyClient(R2Settings settings) {
    this.settings = settings;
  }

  /**
   * @throws ArchiveUnavailableException after the close
   */
  S3Client get() {
    S3Client made = client;
    if (made != null) {
      return made;
    }
    making.lock();
    try {
      if (closed) {
        throw new ArchiveUnavailableException("the archive is closed");
      }
      made = client;
      if (made == null) {
        made = make();
        client = made;
      }
      return made;
    } finally {
      making.unlock();
    }
  }

  private S3Client make() {
    return S3Client.builder()
        .endpointOverride(settings.endpoint())
        .region(Region.of(settings.region()))
        .forcePathStyle(settings.pathStyle())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(
            service -> service.chunkedEncodingEnabled(false).expectContinueEnabled(false))
        .overrideConfiguration(override ->
            override
                .defaultProfileFile(ProfileFile.aggregator().build())
                .apiCallTimeout(settings.callTimeout())
                .apiCallAttemptTimeout(settings.attemptTimeout())
                .retryStrategy(retries()))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(settings.connectTimeout())
                .socketTimeout(settings.attemptTimeout())
                .proxyConfiguration(
                    ProxyConfiguration.builder().useEnvironmentVariablesValues(false).build()))
        .build();
  }

  /** Exponential backoff with jitter, so that callers do not retry all at once. */
  private RetryStrategy retries() {
    BackoffStrategy pauses = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(settings.maxAttempts())
        .backoffStrategy(pauses)
        .throttlingBackoffStrategy(pauses)
        .build();
  }

  @Override
  public void close() {
    making.lock();
    try {
      closed = true;
      S3Client made = client;
      client = null;
      if (made != null) {
        made.close();
      }
    } finally {
      making.unlock();
    }
  }
}
