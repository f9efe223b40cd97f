package durablestreams.adapters.http.errors;

import durablestreams.adapters.http.headers.Fields;

/** Refusals that several operations have in common. */
public final class StreamErrors {

  private StreamErrors() {}

  public static Refusal notFound() {
    return new Refusal(
        ErrorCode.STREAM_NOT_FOUND, "there is no such stream: create it with PUT first");
  }

  public static Refusal gone() {
    return new Refusal(
        ErrorCode.STREAM_GONE, "the stream was deleted, and only its forks still use its data");
  }

  public static Refusal tooOften(String sentence, int retryAfter) {
    return new Refusal(ErrorCode.RATE_LIMITED, sentence)
        .with(Fields.RETRY_AFTER, Integer.toString(retryAfter));
  }

  public static Refusal badOffset(String reason) {
    return new Refusal(ErrorCode.BAD_OFFSET, reason);
  }
}
