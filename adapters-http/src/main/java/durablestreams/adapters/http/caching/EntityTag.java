package durablestreams.adapters.http.caching;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;

/**
 * The entity tag of a page: the incarnation of the stream, where the page starts and ends, and what
 * the answer says of the tail (protocol, section 10.1). A page that was the tail and is not any
 * more has another tag, so a cache never renews an answer that says it is up to date.
 *
 * <p>A compressed page is another representation, so its tag differs; a client may hold either.
 */
public record EntityTag(StreamKey key, Offset from, Offset next, Place place) {

  /** Where a page ends. */
  public enum Place {
    BEFORE_TAIL(""),
    TAIL(":t"),
    END(":c");

    private final String mark;

    Place(String mark) {
      this.mark = mark;
    }
  }

  /**
   * @param upToDate whether {@code next} was the tail
   * @param closed whether it was the tail of a closed stream
   */
  public static EntityTag of(
      StreamKey key, Offset from, Offset next, boolean upToDate, boolean closed) {
    return new EntityTag(
        key, from, next, closed ? Place.END : upToDate ? Place.TAIL : Place.BEFORE_TAIL);
  }

  private String opaque() {
    return key + ":" + from + ":" + next + place.mark;
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
