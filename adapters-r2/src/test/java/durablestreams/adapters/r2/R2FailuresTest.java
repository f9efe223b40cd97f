package durablestreams.adapters.r2;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
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

  @Test
  void aWrongRegionIsNotAProblemOfKeys() {
    assertThat(
            message(
                400,
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region 'auto' is wrong; expecting"
                    + " 'eu-central-1'",
                SdkHttpResponse.builder().build()))
        .endsWith(
            "it answered 400 AuthorizationHeaderMalformed; check R2_REGION (now auto), the service"
                + " expects eu-central-1, and R2_ENDPOINT");
    assertThat(
            message(
                301,
                "PermanentRedirect",
                "use another endpoint",
                SdkHttpResponse.builder().putHeader("x-amz-bucket-region", "eu-west-3").build()))
        .endsWith(
            "it answered 301 PermanentRedirect; check R2_REGION (now auto), the service expects"
                + " eu-west-3, and R2_ENDPOINT");
    assertThat(
            message(
                301,
                "PermanentRedirect",
                "",
                SdkHttpResponse.builder().putHeader("x-amz-bucket-region", "<script>").build()))
        .endsWith("it answered 301 PermanentRedirect; check R2_REGION (now auto) and R2_ENDPOINT");
  }

  private String message(int status, String code) {
    return message(status, code, "", SdkHttpResponse.builder().build());
  }

  private String message(int status, String code, String text, SdkHttpResponse response) {
    AwsErrorDetails details =
        AwsErrorDetails.builder()
            .errorCode(code)
            .errorMessage(text)
            .sdkHttpResponse(response)
            .build();
    RuntimeException answer =
        S3Exception.builder().statusCode(status).awsErrorDetails(details).build();
    return String.valueOf(failures.of("could not be read", answer).getMessage());
  }
}
