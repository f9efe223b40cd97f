package durablestreams.histories.history;

/**
 * Part of a message at the begin or end of a page.
 *
 * @param id of the message, or empty where the fragment does not show it
 * @param size in bytes
 * @param crc CRC-32 of these bytes
 */
public record Fragment(String id, int size, long crc) {
  /** No fragment. */
  public static final Fragment NONE = new Fragment("", 0, 0);

  public boolean isEmpty() {
    return size == 0;
  }
}
