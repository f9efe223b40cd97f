package durablestreams.adapters.http.auth;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.access.ReadScope;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.domain.stream.StreamPath;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Authorization of requests, before anything is said about the stream a request is for (protocol,
 * section 12.1).
 */
public final class Authorizer {

  private final AccessPolicy policy;

  public Authorizer(AccessPolicy policy) {
    this.policy = policy;
  }

  /** Whether some reads are refused to some callers. */
  public boolean guardsReads() {
    return policy.guardsReads();
  }

  /** The streams that the sender of a request that was let through may read. */
  public ReadScope readable(Exchange exchange) {
    return policy.readable(exchange.fields());
  }

  /**
   * Who makes the request, which the policy grants.
   *
   * @throws HttpProblem when it does not
   */
  public Caller pass(Exchange exchange, Action action, StreamPath stream) {
    return grant(exchange, action, stream).caller();
  }

  /**
   * The grant of the policy for the request.
   *
   * @throws HttpProblem when there is none
   */
  public Access.Granted grant(Exchange exchange, Action action, StreamPath stream) {
    long start = exchange.timings().start();
    Access access = policy.decide(new AccessRequest(action, stream, exchange.fields(), exchange));
    exchange.timings().end(Phase.AUTH, start);
    return switch (access) {
      case Access.Granted granted -> {
        exchange.tenant(granted.caller().tenant());
        yield granted;
      }
      case Access.Unauthenticated(String challenge, String reason) ->
          throw new HttpProblem(ErrorCode.UNAUTHENTICATED, reason)
              .with(Fields.WWW_AUTHENTICATE, challenge);
      case Access.Forbidden(String reason) -> throw new HttpProblem(ErrorCode.FORBIDDEN, reason);
      case Access.Unavailable(String reason) ->
          throw new HttpProblem(ErrorCode.UNAVAILABLE, reason).with(Fields.RETRY_AFTER, "1");
      case Access.Refused refused -> throw problem(refused);
    };
  }

  /** The response of the policy's own, which counts by its status. */
  private static HttpProblem problem(Access.Refused refused) {
    ErrorCode code =
        switch (refused.status()) {
          case 401 -> ErrorCode.UNAUTHENTICATED;
          case 503 -> ErrorCode.UNAVAILABLE;
          default -> ErrorCode.FORBIDDEN;
        };
    byte[] body = refused.body().getBytes(StandardCharsets.UTF_8);
    HttpProblem problem =
        HttpProblem.answered(code, new HttpProblem.Answer(Status.create(refused.status()), body));
    boolean typed = false;
    for (Map.Entry<String, String> header : refused.headers().entrySet()) {
      typed = typed || header.getKey().equalsIgnoreCase(Fields.CONTENT_TYPE.toString());
      problem.with(FieldName.of(header.getKey()), header.getValue());
    }
    return typed || body.length == 0
        ? problem
        : problem.with(Fields.CONTENT_TYPE, "text/plain; charset=utf-8");
  }
}
