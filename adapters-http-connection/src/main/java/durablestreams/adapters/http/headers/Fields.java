package durablestreams.adapters.http.headers;

/** The header fields this server reads and writes (protocol, section 13.2, and HTTP). */
public final class Fields {

  public static final FieldName STREAM_TTL = FieldName.of("Stream-TTL");
  public static final FieldName STREAM_EXPIRES_AT = FieldName.of("Stream-Expires-At");
  public static final FieldName STREAM_SEQ = FieldName.of("Stream-Seq");
  public static final FieldName STREAM_CURSOR = FieldName.of("Stream-Cursor");
  public static final FieldName STREAM_NEXT_OFFSET = FieldName.of("Stream-Next-Offset");
  public static final FieldName STREAM_EARLIEST_OFFSET = FieldName.of("Stream-Earliest-Offset");
  public static final FieldName STREAM_UP_TO_DATE = FieldName.of("Stream-Up-To-Date");
  public static final FieldName STREAM_CLOSED = FieldName.of("Stream-Closed");
  public static final FieldName STREAM_FORKED_FROM = FieldName.of("Stream-Forked-From");
  public static final FieldName STREAM_FORK_OFFSET = FieldName.of("Stream-Fork-Offset");
  public static final FieldName STREAM_FORK_SUB_OFFSET = FieldName.of("Stream-Fork-Sub-Offset");
  public static final FieldName STREAM_SSE_DATA_ENCODING = FieldName.of("Stream-SSE-Data-Encoding");

  public static final FieldName PRODUCER_ID = FieldName.of("Producer-Id");
  public static final FieldName PRODUCER_EPOCH = FieldName.of("Producer-Epoch");
  public static final FieldName PRODUCER_SEQ = FieldName.of("Producer-Seq");
  public static final FieldName PRODUCER_EXPECTED_SEQ = FieldName.of("Producer-Expected-Seq");
  public static final FieldName PRODUCER_RECEIVED_SEQ = FieldName.of("Producer-Received-Seq");

  public static final FieldName ACCEPT = FieldName.of("Accept");
  public static final FieldName ACCEPT_ENCODING = FieldName.of("Accept-Encoding");
  public static final FieldName ALLOW = FieldName.of("Allow");
  public static final FieldName CACHE_CONTROL = FieldName.of("Cache-Control");
  public static final FieldName CONNECTION = FieldName.of("Connection");
  public static final FieldName CONTENT_ENCODING = FieldName.of("Content-Encoding");
  public static final FieldName CONTENT_LENGTH = FieldName.of("Content-Length");
  public static final FieldName CONTENT_TYPE = FieldName.of("Content-Type");
  public static final FieldName ETAG = FieldName.of("ETag");
  public static final FieldName EXPECT = FieldName.of("Expect");
  public static final FieldName FORWARDED = FieldName.of("Forwarded");
  public static final FieldName HOST = FieldName.of("Host");
  public static final FieldName IF_MATCH = FieldName.of("If-Match");
  public static final FieldName IF_NONE_MATCH = FieldName.of("If-None-Match");
  public static final FieldName LAST_EVENT_ID = FieldName.of("Last-Event-ID");
  public static final FieldName LOCATION = FieldName.of("Location");
  public static final FieldName ORIGIN = FieldName.of("Origin");
  public static final FieldName RETRY_AFTER = FieldName.of("Retry-After");
  public static final FieldName SERVER_TIMING = FieldName.of("Server-Timing");
  public static final FieldName TRACEPARENT = FieldName.of("traceparent");
  public static final FieldName TRANSFER_ENCODING = FieldName.of("Transfer-Encoding");
  public static final FieldName VARY = FieldName.of("Vary");
  public static final FieldName WWW_AUTHENTICATE = FieldName.of("WWW-Authenticate");
  public static final FieldName X_ACCEL_BUFFERING = FieldName.of("X-Accel-Buffering");
  public static final FieldName X_DEBUG_TIMING = FieldName.of("X-Debug-Timing");
  public static final FieldName X_FORWARDED_FOR = FieldName.of("X-Forwarded-For");
  public static final FieldName X_FORWARDED_HOST = FieldName.of("X-Forwarded-Host");
  public static final FieldName X_FORWARDED_PROTO = FieldName.of("X-Forwarded-Proto");

  public static final FixedFields CLOSED = FixedFields.of("Stream-Closed", "true");
  public static final FixedFields UP_TO_DATE = FixedFields.of("Stream-Up-To-Date", "true");
  public static final FixedFields NO_STORE = FixedFields.of("Cache-Control", "no-store");

  private Fields() {}
}
