package durablestreams.adapters.r2;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

class R2FailuresTest {

  private final R2Failures failures =
      new R2Failures(
          R2Settings.of(
              URI.create("https://a.example"), "bucket", "test-access-key", "test-secret-key"));

  @Test
  void aWrongClockIsNotAProblemOfKeys() {
    assertThat(message(403, "RequestTimeTooSkewed")).contains("clock").doesNotContain("access key");
    assertThat(message(403, "AccessDenied")).contains("check the access key");
  }

  private String message(int status, String code) {
    AwsErrorDetails details = AwsErrorDetails.builder().errorCode(code).build();
    RuntimeException answer =
        S3Exception.builder().statusCode(status).awsErrorDetails(details).build();
    return String.valueOf(failures.of("could not be read", answer).getMessage());
  }
}
