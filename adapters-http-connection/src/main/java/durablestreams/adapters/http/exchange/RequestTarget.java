package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.forwarded.ForwardedView;
import durablestreams.adapters.http.forwarded.Hosts;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestFields;
import org.jspecify.annotations.Nullable;

/** The server that a request is sent to, as the client sees it. */
final class RequestTarget {

  private RequestTarget() {}

  /**
   * Scheme and host, or {@code null} when the client did not say a host that can be repeated.
   *
   * @param forwarded what trusted proxies say; {@code null} for nothing
   */
  static @Nullable String origin(
      RequestFields fields, boolean secure, @Nullable ForwardedView forwarded) {
    String host = fields.joined(Fields.HOST);
    String scheme = secure ? "https" : "http";
    if (forwarded != null) {
      host = forwarded.host() == null ? host : forwarded.host();
      scheme = forwarded.scheme() == null ? scheme : forwarded.scheme();
    }
    return Hosts.isHost(host) ? scheme + "://" + host : null;
  }
}
