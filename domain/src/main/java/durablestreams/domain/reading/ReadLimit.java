package durablestreams.domain.reading;

/**
 * Size limit of one page of a read.
 *
 * @param maxBytes maximum bytes of a page; a page has at least one unit, so a single JSON message
 *     can exceed it
 */
public record ReadLimit(int maxBytes) {
  public ReadLimit {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("a page has at least one byte");
    }
  }
}
