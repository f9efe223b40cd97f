package durablestreams.domain.producer;

/** Verdict on the stamp of a request, before its content is checked (protocol, section 5.2.1). */
public sealed interface ProducerVerdict {

  /** New: append it and remember its stamp. */
  record Accepted() implements ProducerVerdict {}

  /** Seen before: nothing is appended, the answer is a success. */
  record Duplicate(long epoch, long highestSeq) implements ProducerVerdict {}

  /** From an earlier epoch of the producer, which a later epoch has fenced. */
  record StaleEpoch(long currentEpoch) implements ProducerVerdict {}

  /** A request before this one has not arrived. */
  record SequenceGap(long expected, long received) implements ProducerVerdict {}

  /** A new epoch that does not start at sequence number 0. */
  record EpochStartsAtZero(long epoch, long received) implements ProducerVerdict {}
}
