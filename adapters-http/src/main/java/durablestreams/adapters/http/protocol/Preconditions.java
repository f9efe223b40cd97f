package durablestreams.adapters.http.protocol;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestFields;
import durablestreams.domain.creation.Precondition;

/**
 * {@code If-Match} and {@code If-None-Match} of requests that change a stream (RFC 9110, sections
 * 13.1.1 and 13.1.2). Entity tags name pages, so none of them names what a change applies to; only
 * {@code *} means something, which is the existence of the stream.
 */
public final class Preconditions {

  private static final String ANY = "*";

  private Preconditions() {}

  /**
   * The precondition of a creation.
   *
   * @throws HttpProblem when it cannot hold
   */
  public static Precondition ofCreation(RequestFields fields) {
    boolean exists = requiresExistence(fields);
    boolean absent = requiresAbsence(fields);
    if (exists && absent) {
      throw failed("a stream cannot match both If-Match: * and If-None-Match: *");
    }
    return exists ? Precondition.EXISTS : absent ? Precondition.ABSENT : Precondition.NONE;
  }

  /**
   * Checks the preconditions of an append or a delete. These need a stream that exists anyway.
   *
   * @throws HttpProblem when they cannot hold
   */
  public static void checkChange(RequestFields fields) {
    requiresExistence(fields);
    if (requiresAbsence(fields)) {
      throw failed("If-None-Match: * is for PUT: other methods change a stream that exists");
    }
  }

  /** The answer to a creation whose precondition did not hold. */
  public static HttpProblem failed(Precondition precondition) {
    return failed(
        precondition == Precondition.EXISTS
            ? "there is no such stream: leave If-Match out to create it"
            : "the stream exists: leave If-None-Match out to accept that");
  }

  private static boolean requiresExistence(RequestFields fields) {
    String tags = fields.joined(Fields.IF_MATCH).strip();
    if (!tags.isEmpty() && !tags.equals(ANY)) {
      throw failed("If-Match on a write takes *, for a stream that exists, but no entity tags");
    }
    return !tags.isEmpty();
  }

  private static boolean requiresAbsence(RequestFields fields) {
    return fields.joined(Fields.IF_NONE_MATCH).strip().equals(ANY);
  }

  private static HttpProblem failed(String sentence) {
    return new HttpProblem(ErrorCode.PRECONDITION_FAILED, sentence);
  }
}
