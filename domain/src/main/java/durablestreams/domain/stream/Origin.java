package durablestreams.domain.stream;

import durablestreams.domain.offset.Offset;

/** Origin of a stream (protocol, section 4.2). */
public sealed interface Origin {

  /** The stream is not a fork. */
  record Root() implements Origin {}

  /**
   * The stream was forked from another one.
   *
   * @param source the name it was forked from
   * @param sourceKey the incarnation that held that name then, which is kept as long as this fork
   *     exists
   * @param position the first position the fork does not inherit
   * @param offset the token of {@code position}
   */
  record Fork(StreamPath source, StreamKey sourceKey, long position, Offset offset)
      implements Origin {}

  Origin ROOT = new Root();
}
