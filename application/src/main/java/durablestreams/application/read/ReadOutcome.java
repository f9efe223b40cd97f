package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import java.util.List;

/** Outcome of a catch-up read (protocol, section 5.6). */
public sealed interface ReadOutcome {

  /**
   * A page of a stream, which the caller closes. All values are from the same instant.
   *
   * @param key the incarnation that was read, for the entity tag
   * @param expiry when the stream ends by itself, for caches
   * @param from start of the page, in canonical form
   * @param next end of the page
   * @param content the messages between; none only at the tail
   * @param upToDate whether {@code next} was the tail
   * @param closed whether {@code next} was the tail of a closed stream
   * @param pieceBytes the largest buffer to write the messages through
   * @param hold the memory of the messages and that buffer, which the caller closes
   */
  record Page(
      StreamKey key,
      ContentType contentType,
      Expiry expiry,
      Offset from,
      Offset next,
      PageContent content,
      boolean upToDate,
      boolean closed,
      int pieceBytes,
      Hold hold)
      implements ReadOutcome, AutoCloseable {

    /** The messages of a page that was not read as bytes. */
    public List<MessageBatch> batches() {
      return content.batches();
    }

    @Override
    public void close() {
      hold.close();
    }
  }

  record NotFound() implements ReadOutcome {}

  /** Soft-deleted. */
  record Gone() implements ReadOutcome {}

  /**
   * The token names a place before the earliest retained position.
   *
   * @param earliest the offset of that position
   */
  record Trimmed(Offset earliest) implements ReadOutcome {}

  /**
   * The token names no place in this stream.
   *
   * @param reason one line for the client
   */
  record BadOffset(String reason) implements ReadOutcome {}
}
