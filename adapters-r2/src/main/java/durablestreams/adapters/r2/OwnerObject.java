package durablestreams.adapters.r2;

import durablestreams.application.port.ArchiveOwner;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The owner record of a bucket, an object that is replaced by conditional writes ({@code If-Match},
 * {@code If-None-Match}). A service without them gets a plain write followed by a read, which
 * leaves a race window of two requests.
 */
final class OwnerObject {

  /** No object's name begins with a dot. */
  private static final String NAME = ".owner";

  private final R2Settings settings;
  private final R2Failures failures;

  OwnerObject(R2Settings settings, R2Failures failures) {
    this.settings = settings;
    this.failures = failures;
  }

  private record Found(ArchiveOwner owner, String tag) {}

  Optional<ArchiveOwner> read(S3Client s3) {
    return find(s3).map(Found::owner);
  }

  private Optional<Found> find(S3Client s3) {
    try {
      ResponseBytes<GetObjectResponse> answer =
          s3.getObjectAsBytes(get -> get.bucket(settings.bucket()).key(key()));
      ArchiveOwner owner =
          ArchiveOwner.parse(answer.asUtf8String())
              .orElseThrow(() -> failures.of("has a damaged owner record, " + key()));
      return Optional.of(new Found(owner, answer.response().eTag()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  boolean replace(S3Client s3, Optional<ArchiveOwner> expected, ArchiveOwner next) {
    Optional<Found> found = find(s3);
    if (!found.map(Found::owner).equals(expected)) {
      return false;
    }
    PutObjectRequest.Builder put =
        PutObjectRequest.builder().bucket(settings.bucket()).key(key()).contentType("text/plain");
    RequestBody body = RequestBody.fromString(next.text() + "\n");
    PutObjectRequest plain = put.build();
    found.ifPresentOrElse(old -> put.ifMatch(old.tag()), () -> put.ifNoneMatch("*"));
    try {
      s3.putObject(put.build(), body);
      return true;
    } catch (S3Exception e) {
      switch (e.statusCode()) {
        // Another store was faster, or an attempt whose answer got lost wrote the record.
        case 404, 409, 412 -> {}
        case 501 -> s3.putObject(plain, body);
        default -> throw e;
      }
      return read(s3).equals(Optional.of(next));
    }
  }

  private String key() {
    return settings.keyPrefix() + NAME;
  }
}
