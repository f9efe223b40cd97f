package durablestreams.application.live;

import durablestreams.domain.offset.Offset;
import java.util.List;

/** What a live reader meets next. */
public sealed interface LiveStep {

  /**
   * New messages, in order.
   *
   * @param batches at least one
   * @param upToDate whether the last of them ended at the tail
   * @param closed whether that was the end of a closed stream: no step follows
   */
  record Data(List<LiveBatch> batches, boolean upToDate, boolean closed) implements LiveStep {}

  /** Nothing came in the time the reader was willing to wait; it is at the tail. */
  record Quiet(Offset tail) implements LiveStep {}

  /** A deputy took messages of which it could not send all at once. */
  record Kept() implements LiveStep {}

  /** The stream is closed and all of it was read. */
  record Ended(Offset tail) implements LiveStep {}

  /** The stream was deleted, or its life ended. */
  record Deleted() implements LiveStep {}

  /** The server is stopping; the client may come back to another one. */
  record Stopping() implements LiveStep {}
}
