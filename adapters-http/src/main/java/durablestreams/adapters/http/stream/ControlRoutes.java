package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;

/** Handler of the paths that the protocol keeps for control (protocol, section 6). */
@FunctionalInterface
public interface ControlRoutes {

  /**
   * Handles a request.
   *
   * @param raw the path below the stream root, as it was sent; its first segment is {@code __ds}
   */
  void handle(Exchange exchange, String raw) throws InterruptedException;

  /** Refuses everything, in a server without subscriptions. */
  ControlRoutes NONE =
      (exchange, raw) -> {
        throw new HttpProblem(ErrorCode.NOT_IMPLEMENTED, "this server has no subscriptions");
      };
}
