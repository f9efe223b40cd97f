package durablestreams.application.access;

import java.util.Optional;

/**
 * Credentials of a request: its headers only. Credentials in a URL would end up in logs, histories
 * and caches, so the URL is not accessible here.
 */
@FunctionalInterface
public interface Credentials {

  /** A request without any header. */
  Credentials NONE = name -> Optional.empty();

  /**
   * The value of a header, without the white space around it, or empty when it was not sent.
   *
   * @param name in any case
   * @return a header that was sent more than once has its values joined by {@code ", "} (RFC 9110,
   *     5.3); for one that may stand only once, such as {@code Authorization}, take that for
   *     malformed
   */
  Optional<String> header(String name);
}
