package durablestreams.adapters.http.caching;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;

/**
 * The entity tag of a page: the incarnation of the stream, where the page starts and ends, and
 * whether it is the end of a closed stream (protocol, section 10.1).
 *
 * <p>A compressed page is another representation, so its tag differs; a client may hold either.
 */
public record EntityTag(StreamKey key, Offset from, Offset next, boolean closed) {

  private String opaque() {
    return key + ":" + from + ":" + next + (closed ? ":c" : "");
  }

  /** The tag of the page as it is. */
  public String plain() {
    return '"' + opaque() + '"';
  }

  /** The tag of the page compressed with gzip. */
  public String gzipped() {
    return '"' + opaque() + ":gzip\"";
  }

  /**
   * Whether an {@code If-None-Match} names this page, in either form. Weak tags count as strong
   * ones, as they do for this field (RFC 9110, section 13.1.2).
   *
   * @param condition the value of the field, several joined by commas; empty without one
   */
  public boolean matches(String condition) {
    if (condition.isEmpty()) {
      return false;
    }
    if (condition.strip().equals("*")) {
      return true;
    }
    String plain = plain();
    String gzipped = gzipped();
    int at = 0;
    while (at < condition.length()) {
      int open = condition.indexOf('"', at);
      int close = open < 0 ? -1 : condition.indexOf('"', open + 1);
      if (close < 0) {
        return false;
      }
      int length = close + 1 - open;
      if ((length == plain.length() && condition.startsWith(plain, open))
          || (length == gzipped.length() && condition.startsWith(gzipped, open))) {
        return true;
      }
      at = close + 1;
    }
    return false;
  }
}
