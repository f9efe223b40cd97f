package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.RequestHead;

/** The server behind an HTTP/1 connection. */
public interface RequestHandler {

  /**
   * Serves a request, and leaves the connection where the next one begins.
   *
   * @return false when the connection ends with the answer
   */
  boolean serve(WatchedConnection connection, RequestHead head);

  /** Answers a request that cannot be served, after which the connection ends. */
  void refuse(WatchedConnection connection, RequestHead known, HttpProblem refusal);
}
