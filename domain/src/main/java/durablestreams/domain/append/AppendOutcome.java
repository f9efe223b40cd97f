package durablestreams.domain.append;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamSeq;
import org.jspecify.annotations.Nullable;

/** Outcome of an {@link AppendIntent}. */
public sealed interface AppendOutcome {

  /**
   * Appended, closed, or both.
   *
   * @param tail the tail offset afterwards
   * @param stamp the producer headers of the request, or {@code null} if absent
   * @param closed whether the stream is closed now
   * @param withData whether messages were appended
   */
  record Accepted(Offset tail, @Nullable ProducerStamp stamp, boolean closed, boolean withData)
      implements AppendOutcome {}

  /** The producer sent this before; nothing was appended again. */
  record Duplicate(Offset tail, long epoch, long highestSeq, boolean closed)
      implements AppendOutcome {}

  /** A close without data of a stream that is closed already. */
  record AlreadyClosed(Offset tail) implements AppendOutcome {}

  record NotFound() implements AppendOutcome {}

  /** Soft-deleted. */
  record Gone() implements AppendOutcome {}

  /** The stream ended at {@code tail}. */
  record StreamClosed(Offset tail) implements AppendOutcome {}

  record ContentTypeMismatch(ContentType expected) implements AppendOutcome {}

  record StaleEpoch(long currentEpoch) implements AppendOutcome {}

  record SequenceGap(long expected, long received) implements AppendOutcome {}

  record EpochStartsAtZero(long epoch, long received) implements AppendOutcome {}

  /** {@code Stream-Seq} did not grow. */
  record SequenceRegression(StreamSeq last, StreamSeq received) implements AppendOutcome {}

  /** Too many producers have written to this stream. */
  record TooManyProducers(int limit) implements AppendOutcome {}

  /**
   * The tenant, or all tenants together, have reached the limit of stored bytes.
   *
   * @param ofTenant whether it is the limit of the tenant
   * @param limit in bytes
   */
  record StorageFull(boolean ofTenant, long limit) implements AppendOutcome {}

  /** The body is not what its content type says, or is empty. */
  record BadBody(String reason) implements AppendOutcome {}
}
