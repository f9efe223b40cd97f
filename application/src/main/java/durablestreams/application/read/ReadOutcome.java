package durablestreams.application.read;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import java.util.List;

/** What a catch-up read found (protocol, section 5.6). */
public sealed interface ReadOutcome {

  /**
   * A page of a stream. Everything in it was true at one and the same moment.
   *
   * @param key the incarnation that was read, for the entity tag
   * @param expiry when the stream ends by itself, for caches
   * @param from where the page starts, as a token the server would give
   * @param next where it ends
   * @param batches the messages between; empty only at the tail
   * @param upToDate whether {@code next} was the tail
   * @param closed whether {@code next} was the tail of a closed stream
   */
  record Page(
      StreamKey key,
      ContentType contentType,
      Expiry expiry,
      Offset from,
      Offset next,
      List<MessageBatch> batches,
      boolean upToDate,
      boolean closed)
      implements ReadOutcome {}

  record NotFound() implements ReadOutcome {}

  /** Soft-deleted. */
  record Gone() implements ReadOutcome {}

  /**
   * The token names no place in this stream.
   *
   * @param reason one line for the client
   */
  record BadOffset(String reason) implements ReadOutcome {}
}
