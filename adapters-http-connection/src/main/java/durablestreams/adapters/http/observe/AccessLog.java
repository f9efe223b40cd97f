package durablestreams.adapters.http.observe;

import java.time.Instant;

/** Receiver of a record of each request, once its answer has ended. */
@FunctionalInterface
public interface AccessLog {

  /**
   * Record of one request.
   *
   * @param at when the answer ended
   * @param client address of the client, without a port
   * @param path as the client sent it, without the query, which may hold secrets
   * @param status 0 if the connection ended without an answer
   * @param bytes what was sent of the answer, its head included
   * @param nanos from the head of the request to the end of the answer
   * @param tenant whom the request counts for; empty if it is not known
   * @param trace the id of the trace that the request belongs to; empty if it belongs to none
   * @param node the node of a cluster that the request was forwarded to; empty if it was served
   *     here
   */
  record Entry(
      Instant at,
      String client,
      String method,
      String path,
      int status,
      long bytes,
      long nanos,
      String tenant,
      String trace,
      String node) {}

  /** Takes an entry; it returns at once. */
  void ended(Entry entry);
}
