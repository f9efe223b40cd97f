package durablestreams.application.follow;

import durablestreams.application.live.LiveReader;
import durablestreams.domain.offset.Offset;

/** Outcome of a request to follow a stream. */
public sealed interface FollowOutcome {

  /** The reader is at the requested position; it must be closed. */
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

  /** The stream has reached its limit of live readers. */
  record TooManyReaders(int limit) implements FollowOutcome {}
}
