package durablestreams.domain.producer;

/** What becomes of a stamped request, before its content is looked at (protocol, section 5.2.1). */
public sealed interface ProducerVerdict {

  /** New: append it and remember its stamp. */
  record Accepted() implements ProducerVerdict {}

  /** Seen before: nothing is appended, the answer is a success. */
  record Duplicate(long epoch, long highestSeq) implements ProducerVerdict {}

  /** From an earlier life of the producer, which a later one has fenced off. */
  record StaleEpoch(long currentEpoch) implements ProducerVerdict {}

  /** A request before this one has not arrived. */
  record SequenceGap(long expected, long received) implements ProducerVerdict {}

  /** A new epoch that does not start at sequence number 0. */
  record EpochStartsAtZero(long epoch, long received) implements ProducerVerdict {}
}
