package durablestreams.application.live;

import durablestreams.application.memory.Hold;
import durablestreams.domain.offset.Offset;
import java.util.List;

/** Next step of a live read. */
public sealed interface LiveStep extends SinkStep {

  /**
   * New messages, in order.
   *
   * @param batches at least one
   * @param upToDate whether the last of them ended at the tail
   * @param closed whether that was the end of a closed stream: no step follows
   * @param pieceBytes the largest buffer to write them through
   * @param hold the memory of the messages and that buffer, which the caller closes
   */
  record Data(List<LiveBatch> batches, boolean upToDate, boolean closed, int pieceBytes, Hold hold)
      implements LiveStep, AutoCloseable {

    @Override
    public void close() {
      hold.close();
    }
  }

  /**
   * No data arrived within the time limit of the reader.
   *
   * @param next the offset that the reader has reached
   * @param upToDate whether that is the tail; otherwise only an incomplete character follows
   */
  record Timeout(Offset next, boolean upToDate) implements LiveStep {}

  /** The stream is closed and was read completely. */
  record Ended(Offset tail) implements LiveStep {}

  /**
   * The reader is before the earliest retained position.
   *
   * @param earliest the offset of that position
   */
  record Trimmed(Offset earliest) implements LiveStep {}

  /** The stream was deleted or has expired. */
  record Deleted() implements LiveStep {}

  /**
   * The server is stopping while the reader is at the tail, or an operator has disconnected the
   * reader; the client can reconnect there.
   *
   * @param next the offset that the reader has reached; the tail if nothing was delivered
   */
  record Stopping(Offset next) implements LiveStep {}
}
