package durablestreams.application.live;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client that follows a stream, from wherever it starts to the tail and on.
 *
 * <p>Used by one thread, which blocks in {@link #next}; interrupting it ends the wait.
 */
public interface LiveReader extends AutoCloseable {

  /** The incarnation that is read. */
  StreamKey key();

  ContentType contentType();

  /** Where it began, as the server names that place. */
  Offset from();

  /** When the stream ends by itself. */
  Expiry expiry();

  /**
   * The next step: what is there already at once, else what comes within {@code wait}.
   *
   * @param wait zero to only look
   */
  default LiveStep next(Duration wait) throws InterruptedException {
    return next(wait, null);
  }

  /**
   * The next step that a deputy does not see to.
   *
   * @param deputy is given what comes during the wait, on whatever thread has it
   */
  LiveStep next(Duration wait, @Nullable Deputy deputy) throws InterruptedException;

  @Override
  void close();
}
