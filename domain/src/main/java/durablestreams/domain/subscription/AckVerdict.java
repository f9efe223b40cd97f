package durablestreams.domain.subscription;

import durablestreams.domain.offset.Offset;

/** Verdict on one acknowledgement. */
public sealed interface AckVerdict {

  /** The cursor moves, or stays where it is. */
  record Valid() implements AckVerdict {}

  record NotLinked() implements AckVerdict {}

  record BelowCursor(Offset cursor) implements AckVerdict {}

  record BeyondTail(Offset tail) implements AckVerdict {}
}
