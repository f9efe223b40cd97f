package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.observe.RequestKind;
import durablestreams.application.observe.trace.TraceSpan;

/**
 * Record of a request for metrics, spans and the access log, complete once its answer has ended.
 */
abstract class RequestRecord {

  private TraceSpan span = TraceSpan.NONE;
  private RequestKind kind = RequestKind.OTHER;
  private String tenant = "";
  private String node = "";
  private boolean fromNode;
  private int status;
  private long sentBytes;

  final void record(TraceSpan newSpan) {
    span = newSpan;
  }

  /** The span of the request; {@link TraceSpan#NONE} without tracing. */
  public final TraceSpan span() {
    return span;
  }

  /** What the request turned out to ask for. */
  public final void kind(RequestKind found) {
    kind = found;
  }

  public final RequestKind kind() {
    return kind;
  }

  /** Whom the request counts for, once that is known. */
  public final void tenant(String name) {
    tenant = name;
  }

  public final String tenant() {
    return tenant;
  }

  /** The node of a cluster that the request is forwarded to. */
  public final void forwardedTo(String newNode) {
    node = newNode;
  }

  /** The node that the request was forwarded to; empty if it was served here. */
  public final String forwardedTo() {
    return node;
  }

  final void fromNode(boolean came) {
    fromNode = came;
  }

  /** Whether the request came through another node of the cluster. */
  public final boolean fromNode() {
    return fromNode;
  }

  final void status(int code) {
    status = code;
  }

  /** The status of the answer; 0 before it was begun. */
  public final int status() {
    return status;
  }

  /** Counts bytes of the answer that were sent; the caller owns the connection. */
  final void sent(long count) {
    sentBytes += count;
  }

  public final long sentBytes() {
    return sentBytes;
  }
}
