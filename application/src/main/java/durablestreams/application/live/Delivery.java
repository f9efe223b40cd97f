package durablestreams.application.live;

/** Format of the messages of a live read. */
public enum Delivery {
  /** As bytes, wherever the messages end: for a response body. */
  BYTES,
  /**
   * As events that are valid by themselves: text ends between two characters, and a CRLF that is
   * split between two events counts once.
   */
  EVENTS
}
