package durablestreams.adapters.r2;

import durablestreams.application.port.ArchiveLimits;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A segment archive in a bucket of R2, or of any other service that speaks S3.
 *
 * <p>Every call makes up to {@link R2Settings#maxAttempts()} attempts where another one may help:
 * no connection, no answer in time, an answer that breaks off, a server error, too many requests.
 * Backoff with jitter separates them. A call ends within {@link R2Settings#callTimeout()}, a read
 * within {@link R2Settings#readTimeout()}, and fails with an {@link ArchiveUnavailableException}
 * whose one-line message contains neither keys nor texts of the server. When most calls fail the
 * client makes fewer attempts, so that retries do not multiply the load during an outage.
 *
 * <p>Corruption in transit is detected in an upload by the signed or encrypted body, and in a
 * download by TLS and by the checksums that readers verify for every block.
 *
 * <p>Safe for use by many threads. Nothing is connected, and no client made, before the first call.
 */
public final class R2SegmentArchive implements SegmentArchive {

  /** The largest object that one request can put: 5 GiB. */
  public static final long MAX_OBJECT_BYTES = 5L << 30;

  private static final String CONTENT_TYPE = "application/octet-stream";
  private static final int LIST_PAGE = 1_000;
  private static final long MIB = 1L << 20;

  private final R2Settings settings;
  private final R2Failures failures;
  private final R2Failures readFailures;
  private final LazyClient client;
  private final OwnerObject owner;
  private final int listPage;

  public R2SegmentArchive(R2Settings settings) {
    this(settings, LIST_PAGE);
  }

  /**
   * @param listPage the most objects to ask for at once in a list
   */
  R2SegmentArchive(R2Settings settings, int listPage) {
    this.settings = settings;
    this.failures = new R2Failures(settings);
    this.readFailures = R2Failures.ofReads(settings);
    this.client = new LazyClient(settings);
    this.owner = new OwnerObject(settings, failures);
    this.listPage = listPage;
  }

  /**
   * Asks for one name in the bucket, to find out before there is something to lose whether the
   * endpoint, the bucket and the keys are right. Whether the keys may write is not found out.
   *
   * @throws ArchiveUnavailableException with a line that says what is wrong
   */
  public void probe() {
    listOne("cannot be used");
  }

  private void listOne(String what) {
    call(
        what,
        s3 ->
            s3.listObjectsV2(
                list -> list.bucket(settings.bucket()).prefix(settings.keyPrefix()).maxKeys(1)));
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    long size = content.size();
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(key(name))
            .contentType(CONTENT_TYPE)
            .metadata(MetadataText.encode(ArchiveLimits.requireDescription(description)))
            .overrideConfiguration(override ->
                override
                    .apiCallAttemptTimeout(settings.attemptTimeout().plus(extra(size)))
                    .apiCallTimeout(settings.callTimeout().plus(extra(size))))
            .build();
    if (size > MAX_OBJECT_BYTES) {
      throw failures.of("cannot store object " + name + ": it has more than 5 GiB");
    }
    try (UploadBody body = new UploadBody(name, content)) {
      try {
        client.get().putObject(request, RequestBody.fromContentProvider(body, size, CONTENT_TYPE));
      } catch (SdkException | UploadBody.ContentFailedException e) {
        throw body.failure().orElseGet(() -> failures.of("could not store object " + name, e));
      }
    }
  }

  private static Duration extra(long size) {
    return Duration.ofSeconds(size / MIB);
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    ArchiveLimits.requireRange(from, length);
    String what = "could not read object " + name;
    if (length == 0) {
      return describe(name).map(object -> nothing(name, from, object.size()));
    }
    String key = key(name);
    String range = "bytes=" + from + "-" + (from + length - 1);
    Optional<RangeAnswer> answer =
        unlessMissing(
            readFailures,
            what,
            s3 ->
                s3.getObject(
                    get ->
                        get.bucket(settings.bucket())
                            .key(key)
                            .range(range)
                            .overrideConfiguration(this::limitRead),
                    RangeAnswer.reader(from, length)));
    return answer.map(found ->
        switch (found) {
          case RangeAnswer.Whole whole -> whole.bytes();
          case RangeAnswer.Other other ->
              throw failures.of(
                  what + ", " + length + " bytes from " + from + ": it " + other.what());
        });
  }

  /** A client waits for what is read. */
  private void limitRead(AwsRequestOverrideConfiguration.Builder override) {
    override
        .apiCallAttemptTimeout(settings.readAttemptTimeout())
        .apiCallTimeout(settings.readTimeout());
  }

  private byte[] nothing(String name, long from, long size) {
    if (from > size) {
      throw failures.of("has %d bytes of object %s, none at %d".formatted(size, name, from));
    }
    return new byte[0];
  }

  @Override
  public void delete(String name) {
    String key = key(name);
    unlessMissing(
        failures,
        "could not delete object " + name,
        s3 -> s3.deleteObject(delete -> delete.bucket(settings.bucket()).key(key)));
  }

  @Override
  public Optional<Described> describe(String name) {
    String key = key(name);
    String what = "could not describe object " + name;
    try {
      HeadObjectResponse head =
          client.get().headObject(request -> request.bucket(settings.bucket()).key(key));
      return Optional.of(new Described(head.contentLength(), MetadataText.decode(head.metadata())));
    } catch (S3Exception e) {
      if (e.statusCode() != 404) {
        throw failures.of(what, e);
      }
      // Having no body, the answer does not tell a missing object from a missing bucket.
      listOne(what);
      return Optional.empty();
    } catch (SdkException e) {
      throw failures.of(what, e);
    } catch (IllegalArgumentException e) {
      throw failures.of(what + ": its metadata is damaged");
    }
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    String keys = settings.keyPrefix() + ArchiveLimits.requirePrefix(prefix);
    String what = "could not list objects";
    Iterator<ListObjectsV2Response> pages =
        call(
                what,
                s3 ->
                    s3.listObjectsV2Paginator(
                        list -> list.bucket(settings.bucket()).prefix(keys).maxKeys(listPage)))
            .iterator();
    while (call(what, s3 -> pages.hasNext())) {
      for (S3Object object : call(what, s3 -> pages.next()).contents()) {
        String name = object.key().substring(settings.keyPrefix().length());
        if (ArchiveLimits.isName(name)) {
          each.accept(new Listed(name, object.size()));
        }
      }
    }
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    return call("has an owner record that could not be read", owner::read);
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    return call("could not be claimed", s3 -> owner.replace(s3, expected, next));
  }

  @Override
  public void close() {
    client.close();
  }

  private <T> T call(String what, Function<S3Client, T> action) {
    try {
      return action.apply(client.get());
    } catch (SdkException e) {
      throw failures.of(what, e);
    }
  }

  private <T> Optional<T> unlessMissing(
      R2Failures told, String what, Function<S3Client, T> action) {
    try {
      return Optional.of(action.apply(client.get()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw told.of(what, e);
    }
  }

  private String key(String name) {
    return settings.keyPrefix() + ArchiveLimits.requireName(name);
  }
}
