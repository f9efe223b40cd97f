package durablestreams.adapters.http.server;

import durablestreams.adapters.http.errors.ErrorBody;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.exchange.CorsFields;
import durablestreams.adapters.http.headers.FixedFields;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers to input that never became a request over HTTP/2, and to clients that have too many
 * connections. The answers look like all others.
 */
final class ProtocolErrors implements DirectHandler {

  private final CorsFields cors;

  ProtocolErrors(CorsFields cors) {
    this.cors = cors;
  }

  DirectHandlers handlers() {
    DirectHandlers.Builder builder = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      builder.addHandler(type, this);
    }
    return builder.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    ErrorCode code = code(status, message == null ? "" : message);
    String sentence = sentence(code, message == null ? "" : message);
    boolean json = ErrorBody.wantsJson(header(request, "Accept"));
    TransportResponse.Builder response =
        TransportResponse.builder().status(code.status()).keepAlive(false);
    for (Header header : fields(header(request, "Origin")).headers()) {
      response.header(header);
    }
    return response
        .header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"))
        .header(
            HeaderValues.create(HeaderNames.CONTENT_TYPE, json ? ErrorBody.JSON : ErrorBody.TEXT))
        .entity(new String(ErrorBody.of(json, code, sentence), StandardCharsets.UTF_8))
        .build();
  }

  private FixedFields fields(String origin) {
    return cors.answer(origin);
  }

  private static String header(TransportRequest request, String name) {
    var headers = request.headers();
    var lookup = HeaderNames.create(name);
    return headers.contains(lookup) ? headers.get(lookup).get() : "";
  }

  private static ErrorCode code(Status status, String message) {
    return switch (status.code()) {
      case 413 -> ErrorCode.BODY_TOO_LARGE;
      case 414 -> ErrorCode.URI_TOO_LONG;
      case 501 -> ErrorCode.NOT_IMPLEMENTED;
      case 503 -> ErrorCode.OVERLOADED;
      case 505 -> ErrorCode.HTTP_VERSION_NOT_SUPPORTED;
      case 400 ->
          message.startsWith("Header size exceeded")
              ? ErrorCode.HEADERS_TOO_LARGE
              : ErrorCode.BAD_REQUEST;
      default -> ErrorCode.BAD_REQUEST; // what fails before it is a request is the client's doing
    };
  }

  private static String sentence(ErrorCode code, String message) {
    return switch (code) {
      case URI_TOO_LONG -> "the request line is too long";
      case HEADERS_TOO_LARGE -> "the header section is too large";
      case HTTP_VERSION_NOT_SUPPORTED -> "this server speaks HTTP/1.1 and HTTP/2";
      default -> message.isEmpty() ? "not a valid HTTP request" : "not valid HTTP: " + message;
    };
  }

  /** A whole HTTP/1.1 response for a client that has too many connections. */
  byte[] tooManyConnections() {
    StringBuilder out = new StringBuilder("HTTP/1.1 429 Too Many Requests\r\n");
    for (Header header : fields("").headers()) {
      out.append(header.name()).append(": ").append(header.get()).append("\r\n");
    }
    byte[] body = ErrorBody.text("this address has as many connections as it may have");
    out.append("Cache-Control: no-store\r\nRetry-After: 5\r\nConnection: close\r\n")
        .append("Content-Type: ")
        .append(ErrorBody.TEXT)
        .append("\r\nContent-Length: ")
        .append(body.length)
        .append("\r\n\r\n")
        .append(new String(body, StandardCharsets.UTF_8));
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
