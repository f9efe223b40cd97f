package durablestreams.adapters.http.errors;

import io.helidon.http.Status;

/** Reasons for which this server refuses a request; {@code docs/errors.md} explains them. */
public enum ErrorCode {
  BAD_REQUEST(400),
  BAD_PATH(400),
  BAD_QUERY(400),
  BAD_OFFSET(400),
  BAD_HEADER(400),
  BAD_BODY(400),
  BAD_FORK_POINT(400),
  PRODUCER_EPOCH_STARTS_AT_ZERO(400),
  UNAUTHENTICATED(401),
  FORBIDDEN(403),
  PRODUCER_EPOCH_STALE(403),
  NOT_FOUND(404),
  STREAM_NOT_FOUND(404),
  FORK_SOURCE_NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  REQUEST_TIMEOUT(408),
  STREAM_CONFLICT(409),
  STREAM_CLOSED(409),
  CONTENT_TYPE_MISMATCH(409),
  PRODUCER_SEQUENCE_GAP(409),
  STREAM_SEQUENCE_REGRESSION(409),
  TOO_MANY_PRODUCERS(409),
  FORK_SOURCE_GONE(409),
  FORK_TOO_DEEP(409),
  STREAM_GONE(410),
  OFFSET_TRIMMED(410),
  PRECONDITION_FAILED(412),
  BODY_TOO_LARGE(413),
  URI_TOO_LONG(414),
  UNSUPPORTED_CONTENT_ENCODING(415),
  EXPECTATION_FAILED(417),
  RATE_LIMITED(429),
  TOO_MANY_STREAMS(429),
  TOO_MANY_READERS(429),
  TOO_MANY_CONNECTIONS(429),
  HEADERS_TOO_LARGE(431),
  INTERNAL(500),
  OUTCOME_UNKNOWN(500),
  DATA_DAMAGED(500),
  NOT_IMPLEMENTED(501),
  OVERLOADED(503),
  INSUFFICIENT_MEMORY(503),
  UNAVAILABLE(503),
  NO_LEADER(503),
  HTTP_VERSION_NOT_SUPPORTED(505),
  STORAGE_FULL(507);

  private final Status status;
  private final String code;

  ErrorCode(int status) {
    this.status = Status.create(status);
    this.code = name().toLowerCase(java.util.Locale.ROOT);
  }

  public Status status() {
    return status;
  }

  /** The code as clients see it. */
  public String code() {
    return code;
  }
}
