package durablestreams.cli.client;

import durablestreams.cli.base.CliException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Name and URL of a stream.
 *
 * @param name as it was given
 * @param uri without a query
 */
public record StreamAddress(String name, URI uri) {
  private static final String STREAMS = "/v1/stream";
  private static final String UNRESERVED = "-._~!$&'()*+,;=:@/";

  /**
   * The address of a stream.
   *
   * @param server URL of a server, or of what its streams are below
   * @param name name of a stream, or a whole URL
   */
  public static StreamAddress of(String server, String name) {
    if (name.isEmpty()) {
      throw CliException.usage("the name of a stream is empty; it has 1 to 1,024 bytes");
    }
    if (name.startsWith("http://") || name.startsWith("https://")) {
      return new StreamAddress(name, checked(name, "the stream"));
    }
    return new StreamAddress(name, URI.create(root(server) + "/" + encoded(name)));
  }

  /** What streams are below: the URL without slashes at its end, and with a path. */
  public static String root(String server) {
    URI uri = checked(server, "the URL of the server");
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw CliException.usage(
          "the URL of the server is %s; it has no query and no fragment".formatted(server));
    }
    String text = server.replaceAll("/+$", "");
    return uri.getRawPath() == null || uri.getRawPath().replace("/", "").isEmpty()
        ? text + STREAMS
        : text;
  }

  private static URI checked(String text, String what) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw CliException.usage(
        "%s is %s; it must be like http://127.0.0.1:4437/v1/stream".formatted(what, text));
  }

  /** The path of the stream, as other streams refer to it. */
  public String path() {
    return uri.getRawPath();
  }

  /** The URL with a query. */
  URI with(String query) {
    return query.isEmpty() ? uri : URI.create(uri + "?" + query);
  }

  /** A value within a query. */
  static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }
}
