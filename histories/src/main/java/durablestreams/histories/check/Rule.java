package durablestreams.histories.check;

/** Rule that a history must keep. */
public enum Rule {
  /** An acknowledged message is read by every read to the tail that begins later. */
  ACKNOWLEDGED_IS_KEPT,
  /** No message is there twice. */
  ONCE,
  /** A refused message is never there. */
  REFUSED_STAYS_OUT,
  /** A message that is read was sent before, to this stream, as it is read. */
  SENT_AS_READ,
  /** What was acknowledged or seen before another message was sent is before it. */
  REAL_TIME_ORDER,
  /** The messages of one request are together and in order. */
  APPENDS_ARE_WHOLE,
  /** All readers see the same content at the same offset, and none skips any. */
  SAME_CONTENT,
  /** Offsets sort like the places that they name, and never name another. */
  OFFSETS_SORT,
  /** A read to the tail, or HEAD, covers all that was acknowledged or seen before it began. */
  READS_ARE_CURRENT,
  /** The messages of a producer are in the order of its sequence, without gaps. */
  PRODUCER_SEQUENCE,
  /** A closed stream takes nothing more and says that it is closed. */
  CLOSED_STAYS_CLOSED,
  /** A deleted stream is gone, and its successor has nothing of it. */
  DELETED_STAYS_DELETED,
  /** A stream that no request ended is there. */
  STREAMS_STAY,
  /** A fork has the content of its source up to its offset, and then its own. */
  FORKS_SHARE_THEIR_PREFIX,
  /** A stream with a TTL ends after it, and not before. */
  TTL_ENDS,
  /** The history itself is of use: creations and deletions of one name do not overlap. */
  WELL_FORMED
}
