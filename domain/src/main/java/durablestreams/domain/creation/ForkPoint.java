package durablestreams.domain.creation;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;

/** Position at which a new stream is forked, if it is a fork (protocol, section 4.2). */
public sealed interface ForkPoint {

  /** It starts empty. */
  record None() implements ForkPoint {}

  /** At the tail of {@code source}, wherever that is when the fork is decided. */
  record AtTail(StreamPath source) implements ForkPoint {}

  /**
   * At a place that was looked up in one incarnation of {@code source}; places never move.
   *
   * @param offset the token of {@code position}
   */
  record At(StreamPath source, StreamKey sourceKey, long position, Offset offset)
      implements ForkPoint {}

  ForkPoint NONE = new None();
}
