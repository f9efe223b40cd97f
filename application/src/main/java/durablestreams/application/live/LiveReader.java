package durablestreams.application.live;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;

/**
 * Blocking reader of one client that follows a stream, from its start position to the tail and
 * beyond.
 *
 * <p>Used by one thread, which blocks in {@link #next}; interrupting it ends the wait.
 */
public interface LiveReader extends AutoCloseable {

  /** The incarnation that is read. */
  StreamKey key();

  ContentType contentType();

  /** The offset where it began, in canonical form. */
  Offset from();

  /** When the stream ends by itself. */
  Expiry expiry();

  /**
   * The next step: available data at once, otherwise the next event within {@code wait}.
   *
   * @param wait zero to return at once
   */
  LiveStep next(Duration wait) throws InterruptedException;

  /**
   * The same read, whose waits offer batches to {@code sink}, on a fan-out worker. The thread of
   * this reader may use either.
   */
  SinkReader withSink(NonBlockingSink sink);

  @Override
  void close();
}
