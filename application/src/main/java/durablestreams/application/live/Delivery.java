package durablestreams.application.live;

/** How a live read hands its messages on. */
public enum Delivery {
  /** As bytes, wherever the messages end: for a response body. */
  BYTES,
  /**
   * As events, each of which is valid by itself: text ends between two characters, and a line end
   * of two characters that lies in two events counts once.
   */
  EVENTS
}
