package durablestreams.application.follow;

import durablestreams.application.live.LiveReader;
import durablestreams.domain.offset.Offset;

/** What became of a request to follow a stream. */
public sealed interface FollowOutcome {

  /** The reader is at the place it asked for; it must be closed. */
  record Opened(LiveReader reader) implements FollowOutcome {}

  record NotFound() implements FollowOutcome {}

  /** Soft-deleted. */
  record Gone() implements FollowOutcome {}

  /**
   * The token names a place before the earliest retained position.
   *
   * @param earliest the offset of that position
   */
  record Trimmed(Offset earliest) implements FollowOutcome {}

  /** The token names no place in this stream. */
  record BadOffset(String reason) implements FollowOutcome {}

  /** The stream has as many live readers as it may have. */
  record TooManyReaders(int limit) implements FollowOutcome {}
}
