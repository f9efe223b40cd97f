package durablestreams.adapters.r2;

import durablestreams.application.port.ArchiveUnavailableException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One-line descriptions of failures of a remote archive, for operators. Error codes of the service
 * are included, and the region that it expects; its messages are left out, because they may repeat
 * keys.
 */
final class R2Failures {

  private static final Set<String> BAD_KEYS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "AccessDenied",
          "Unauthorized",
          "InvalidArgument",
          "Forbidden");

  /** Codes that tell that the request went to another region or address than the bucket's. */
  private static final Set<String> WRONG_PLACE =
      Set.of(
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException",
          "InvalidRegionName",
          "PermanentRedirect",
          "TemporaryRedirect");

  private static final Pattern EXPECTED_REGION =
      Pattern.compile("expecting '([A-Za-z0-9-]{1,40})'");
  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,40}");

  private static final int MOVED = 301;

  private final R2Settings settings;
  private final Duration callTimeout;
  private final Duration attemptTimeout;

  R2Failures(R2Settings settings) {
    this(settings, settings.callTimeout(), settings.attemptTimeout());
  }

  private R2Failures(R2Settings settings, Duration callTimeout, Duration attemptTimeout) {
    this.settings = settings;
    this.callTimeout = callTimeout;
    this.attemptTimeout = attemptTimeout;
  }

  /** Failures of calls that have the time limits of reads. */
  static R2Failures ofReads(R2Settings settings) {
    return new R2Failures(settings, settings.readTimeout(), settings.readAttemptTimeout());
  }

  ArchiveUnavailableException of(String what, RuntimeException cause) {
    return new ArchiveUnavailableException(line(what + ": " + reason(cause)), cause);
  }

  ArchiveUnavailableException of(String what) {
    return new ArchiveUnavailableException(line(what));
  }

  private String line(String what) {
    String line =
        "the archive bucket %s at %s %s".formatted(settings.bucket(), settings.endpoint(), what);
    return oneLine(line)
        .replace(settings.secretKey(), "(secret key)")
        .replace(settings.accessKey(), "(access key)");
  }

  static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private String reason(RuntimeException cause) {
    return switch (cause) {
      case S3Exception answer -> answered(answer);
      case ApiCallTimeoutException _ -> "no success within " + seconds(callTimeout.toMillis());
      case ApiCallAttemptTimeoutException _ -> noAnswer();
      case AbortedException _ -> "interrupted";
      default -> withoutAnswer(cause);
    };
  }

  private String answered(S3Exception answer) {
    String code = code(answer);
    if (code.equals("NoSuchBucket")) {
      return "there is no such bucket";
    }
    if (code.equals("RequestTimeTooSkewed")) {
      return "refused because the clock of this machine and that of the service differ by more"
          + " than 15 minutes; set the clock";
    }
    String told = answer.statusCode() + (code.isEmpty() ? "" : " " + code);
    if (WRONG_PLACE.contains(code) || answer.statusCode() == MOVED) {
      return "it answered %s; check R2_REGION (now %s)%s and R2_ENDPOINT"
          .formatted(
              told,
              settings.region(),
              region(answer).map(region -> ", the service expects " + region + ",").orElse(""));
    }
    boolean refused = answer.statusCode() == 401 || answer.statusCode() == 403;
    return refused || BAD_KEYS.contains(code)
        ? "refused with " + told + "; check the access key, the secret key and what they may do"
        : "it answered " + told;
  }

  /** The region that the service names, if it names one. */
  private static Optional<String> region(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    if (details == null) {
      return Optional.empty();
    }
    Optional<String> header =
        Optional.ofNullable(details.sdkHttpResponse())
            .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
            .filter(region -> REGION.matcher(region).matches());
    return header.or(() -> {
      Matcher expected =
          EXPECTED_REGION.matcher(Optional.ofNullable(details.errorMessage()).orElse(""));
      return expected.find() ? Optional.of(expected.group(1)) : Optional.empty();
    });
  }

  private static String code(S3Exception answer) {
    return Optional.ofNullable(answer.awsErrorDetails())
        .map(details -> details.errorCode())
        .orElse("");
  }

  private String withoutAnswer(RuntimeException cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      switch (at) {
        case UnknownHostException _ -> {
          return "its host name is not known";
        }
        case RetryableException broken -> {
          return broken.rawMessage();
        }
        case ConnectException _ -> {
          return "no connection";
        }
        case SocketTimeoutException _ -> {
          return noAnswer();
        }
        default -> {
          // A cause of it may be more telling.
        }
      }
    }
    return cause instanceof SdkException told
        ? told.rawMessage()
        : String.valueOf(cause.getMessage());
  }

  /** The limit of one attempt, which the socket keeps as well: either may notice first. */
  private String noAnswer() {
    return "no answer within " + seconds(attemptTimeout.toMillis());
  }

  private static String seconds(long millis) {
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
