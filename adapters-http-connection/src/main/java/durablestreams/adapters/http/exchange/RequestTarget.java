package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestFields;
import org.jspecify.annotations.Nullable;

/** The server that a request is sent to, as the client sees it. */
final class RequestTarget {

  private RequestTarget() {}

  /** Scheme and host, or {@code null} when the client did not say a host that can be repeated. */
  static @Nullable String origin(RequestFields fields, boolean secure, boolean trustForwarded) {
    String host = fields.joined(Fields.HOST);
    String scheme = secure ? "https" : "http";
    if (trustForwarded) {
      String forwardedHost = first(fields.joined(Fields.X_FORWARDED_HOST));
      String forwardedScheme = first(fields.joined(Fields.X_FORWARDED_PROTO));
      host = forwardedHost.isEmpty() ? host : forwardedHost;
      if (forwardedScheme.equals("http") || forwardedScheme.equals("https")) {
        scheme = forwardedScheme;
      }
    }
    return isHost(host) ? scheme + "://" + host : null;
  }

  private static String first(String list) {
    int comma = list.indexOf(',');
    return (comma < 0 ? list : list.substring(0, comma)).strip();
  }

  private static boolean isHost(String host) {
    if (host.isEmpty() || host.length() > 261) {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean fine =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || ".-_:[]".indexOf(c) >= 0;
      if (!fine) {
        return false;
      }
    }
    return true;
  }
}
