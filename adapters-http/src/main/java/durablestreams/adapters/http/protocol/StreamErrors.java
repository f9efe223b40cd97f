package durablestreams.adapters.http.protocol;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.domain.offset.Offset;

/** Refusals that several operations have in common. */
public final class StreamErrors {

  private StreamErrors() {}

  public static HttpProblem notFound() {
    return new HttpProblem(
        ErrorCode.STREAM_NOT_FOUND, "there is no such stream: create it with PUT first");
  }

  public static HttpProblem gone() {
    return new HttpProblem(
        ErrorCode.STREAM_GONE, "the stream was deleted, and only its forks still use its data");
  }

  /** The offset is before the earliest retained position, which is {@code earliest}. */
  public static HttpProblem trimmed(Offset earliest) {
    return new HttpProblem(
            ErrorCode.OFFSET_TRIMMED,
            "what is at this offset was removed: forget what was read, and go on at "
                + earliest.token())
        .with(Fields.STREAM_NEXT_OFFSET, earliest.token())
        .with(Fields.STREAM_EARLIEST_OFFSET, earliest.token());
  }

  public static HttpProblem tooOften(String sentence, int retryAfter) {
    return new HttpProblem(ErrorCode.RATE_LIMITED, sentence)
        .with(Fields.RETRY_AFTER, Integer.toString(retryAfter));
  }

  /**
   * @param ofTenant whether it is the limit of the tenant, or that of all together
   */
  public static HttpProblem storageFull(boolean ofTenant, long limit) {
    return new HttpProblem(
        ErrorCode.STORAGE_FULL,
        (ofTenant ? "a tenant stores at most " : "the server stores at most ")
            + limit
            + " bytes: delete streams first");
  }

  public static HttpProblem badOffset(String reason) {
    return new HttpProblem(ErrorCode.BAD_OFFSET, reason);
  }
}
