package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.CorsFields;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.InternTable;
import durablestreams.adapters.http.observe.RequestKind;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import io.helidon.http.Status;
import java.util.Set;

/**
 * Router of streams by method and path. The path is taken as it was sent, so two clients mean the
 * same stream exactly when their paths decode to the same bytes.
 */
public final class StreamRoutes {

  private static final String METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS";
  private static final Set<String> EXISTING = Set.of(METHODS.split(", "));
  private static final String READING = "GET, HEAD, OPTIONS";

  /** What a byte that is not ASCII has become when the path was read. */
  private static final char NOT_ASCII = '\ufffd';

  /** How control paths begin unless they are escaped, which they need not be. */
  private static final String CONTROL = SystemStreams.CONTROL_PREFIX + "/";

  private static final int RECENT_PATHS = 4_096;

  private final InternTable<StreamPath> paths =
      new InternTable<>(RECENT_PATHS, StreamRoutes::decode);
  private final String rootPrefix;
  private final CreateHandler create;
  private final AppendHandler append;
  private final ReadHandler read;
  private final DescribeHandler describe;
  private final DeleteHandler delete;
  private final ControlRoutes control;
  private final ServiceRoutes service;

  /**
   * @param rootPrefix the URL path under which streams live, with a slash at its end
   */
  public StreamRoutes(
      String rootPrefix,
      CreateHandler create,
      AppendHandler append,
      ReadHandler read,
      DescribeHandler describe,
      DeleteHandler delete,
      ControlRoutes control,
      ServiceRoutes service) {
    this.rootPrefix = rootPrefix;
    this.create = create;
    this.append = append;
    this.read = read;
    this.describe = describe;
    this.delete = delete;
    this.control = control;
    this.service = service;
  }

  public void handle(Exchange exchange) throws InterruptedException {
    if (exchange.method().equals("OPTIONS")) {
      options(exchange);
      return;
    }
    if (!EXISTING.contains(exchange.method())) {
      throw methodNotAllowed(METHODS);
    }
    if (exchange.hasFragment()) {
      throw new HttpProblem(ErrorCode.BAD_PATH, "a # in a stream id is written as %23");
    }
    String path = exchange.rawPath();
    if (path.startsWith(rootPrefix) && path.length() > rootPrefix.length()) {
      String raw = path.substring(rootPrefix.length());
      if (raw.startsWith(CONTROL)) {
        exchange.kind(RequestKind.SUBSCRIPTION);
        control.handle(exchange, raw);
      } else {
        stream(exchange, raw, paths.get(raw));
      }
    } else {
      exchange.kind(RequestKind.SERVICE);
      service.handle(exchange, path);
    }
  }

  private static StreamPath decode(String raw) {
    if (raw.indexOf(NOT_ASCII) >= 0) {
      throw new HttpProblem(
          ErrorCode.BAD_PATH, "what is not ASCII in a stream id is percent-encoded");
    }
    try {
      return StreamPath.decode(raw);
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(ErrorCode.BAD_PATH, String.valueOf(e.getMessage()));
    }
  }

  private void stream(Exchange exchange, String raw, StreamPath path) throws InterruptedException {
    if (SystemStreams.isControl(path)) {
      exchange.kind(RequestKind.SUBSCRIPTION);
      control.handle(exchange, raw);
      return;
    }
    exchange.kind(kind(exchange.method()));
    boolean readOnly = path.equals(SystemStreams.REGISTRY);
    Route route =
        switch (exchange.method()) {
          case "POST" -> append;
          case "GET" -> read;
          case "HEAD" -> describe;
          case "PUT" -> create;
          case "DELETE" -> delete;
          default -> throw methodNotAllowed(readOnly ? READING : METHODS);
        };
    if (readOnly && route != read && route != describe) {
      throw methodNotAllowed(READING);
    }
    route.handle(exchange, path);
  }

  private static RequestKind kind(String method) {
    return switch (method) {
      case "POST" -> RequestKind.APPEND;
      case "GET" -> RequestKind.READ;
      case "HEAD" -> RequestKind.DESCRIBE;
      case "PUT" -> RequestKind.CREATE;
      case "DELETE" -> RequestKind.DELETE;
      default -> RequestKind.OTHER;
    };
  }

  public static HttpProblem methodNotAllowed(String allowed) {
    return new HttpProblem(ErrorCode.METHOD_NOT_ALLOWED, "the methods here are " + allowed)
        .with(Fields.ALLOW, allowed);
  }

  private static void options(Exchange exchange) {
    exchange
        .respond(Status.NO_CONTENT_204)
        .add(Fields.NO_STORE)
        .add(CorsFields.preflight())
        .add(Fields.ALLOW, METHODS)
        .send();
  }
}
