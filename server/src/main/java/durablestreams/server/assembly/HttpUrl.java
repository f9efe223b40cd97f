package durablestreams.server.assembly;

/** URLs of listeners: what comes before the path. */
public final class HttpUrl {

  private HttpUrl() {}

  /** The URL without a path; an IPv6 address gets its brackets. */
  public static String of(boolean tls, String host, int port) {
    return (tls ? "https" : "http") + "://" + authority(host, port);
  }

  private static String authority(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
