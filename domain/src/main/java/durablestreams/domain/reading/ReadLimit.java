package durablestreams.domain.reading;

/**
 * How much one page of a read holds.
 *
 * @param maxBytes bytes after which a page ends; a page has at least one unit, so a single JSON
 *     message may exceed it
 */
public record ReadLimit(int maxBytes) {
  public ReadLimit {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("a page has at least one byte");
    }
  }
}
