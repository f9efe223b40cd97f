package durablestreams.server;

import durablestreams.application.describe.DescribeOutcome;
import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.creation.Precondition;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.server.StreamException.Reason;

/** Exceptions of outcomes that are no success. */
final class StreamExceptions {

  private StreamExceptions() {}

  static StreamException refused(CreateOutcome outcome) {
    return switch (outcome) {
      case CreateOutcome.Created _, CreateOutcome.AlreadyExists _ -> throw success(outcome);
      case CreateOutcome.PreconditionFailed(Precondition failed) ->
          new StreamException(Reason.CONFLICT, "the precondition does not hold: " + failed);
      case CreateOutcome.Conflict(String reason) -> new StreamException(Reason.CONFLICT, reason);
      case CreateOutcome.TooManyStreams(int limit) ->
          limit("there are at most " + limit + " streams of one tenant");
      case CreateOutcome.TooDeep(int limit) ->
          limit("forks of forks are at most " + limit + " deep");
      case CreateOutcome.SourceNotFound() ->
          new StreamException(Reason.NOT_FOUND, "there is no stream to fork from");
      case CreateOutcome.SourceGone() ->
          new StreamException(Reason.GONE, "the stream to fork from was deleted");
      case CreateOutcome.BadForkPoint(String reason) ->
          new StreamException(Reason.BAD_OFFSET, reason);
      case CreateOutcome.StorageFull(boolean _, long limit) -> full(limit);
      case CreateOutcome.BadBody(String reason) -> new StreamException(Reason.BAD_MESSAGES, reason);
    };
  }

  static StreamException refused(AppendOutcome outcome) {
    return switch (outcome) {
      case AppendOutcome.Accepted _, AppendOutcome.Duplicate _, AppendOutcome.AlreadyClosed _ ->
          throw success(outcome);
      case AppendOutcome.NotFound() -> notFound();
      case AppendOutcome.Gone() -> gone();
      case AppendOutcome.StreamClosed(Offset tail) ->
          new StreamException(Reason.CLOSED, "the stream is closed and ends at " + tail);
      case AppendOutcome.ContentTypeMismatch(ContentType expected) ->
          new StreamException(
              Reason.CONFLICT, "the stream was created again, with the content type " + expected);
      case AppendOutcome.StaleEpoch(long current) ->
          producer("a producer with the same id and the epoch " + current + " has taken over");
      case AppendOutcome.SequenceGap(long expected, long received) ->
          producer("the next number of the producer is " + expected + ", not " + received);
      case AppendOutcome.EpochStartsAtZero(long _, long received) ->
          producer("a new epoch starts with number 0, not " + received);
      case AppendOutcome.SequenceRegression(StreamSeq last, StreamSeq _) ->
          new StreamException(
              Reason.SEQUENCE, "the sequence must be after the last one, " + last.value());
      case AppendOutcome.TooManyProducers(int limit) ->
          limit("a stream remembers at most " + limit + " producers");
      case AppendOutcome.StorageFull(boolean _, long limit) -> full(limit);
      case AppendOutcome.BadBody(String reason) -> new StreamException(Reason.BAD_MESSAGES, reason);
    };
  }

  static StreamException refused(ReadOutcome outcome) {
    return switch (outcome) {
      case ReadOutcome.Page _ -> throw success(outcome);
      case ReadOutcome.NotFound() -> notFound();
      case ReadOutcome.Gone() -> gone();
      case ReadOutcome.Trimmed(Offset earliest) -> trimmed(earliest);
      case ReadOutcome.BadOffset(String reason) -> new StreamException(Reason.BAD_OFFSET, reason);
    };
  }

  static StreamException refused(FollowOutcome outcome) {
    return switch (outcome) {
      case FollowOutcome.Opened _ -> throw success(outcome);
      case FollowOutcome.NotFound() -> notFound();
      case FollowOutcome.Gone() -> gone();
      case FollowOutcome.Trimmed(Offset earliest) -> trimmed(earliest);
      case FollowOutcome.BadOffset(String reason) -> new StreamException(Reason.BAD_OFFSET, reason);
      case FollowOutcome.TooManyReaders(int limit) ->
          limit("a stream has at most " + limit + " live readers");
    };
  }

  static StreamException refused(DescribeOutcome outcome) {
    return switch (outcome) {
      case DescribeOutcome.Description _ -> throw success(outcome);
      case DescribeOutcome.NotFound() -> notFound();
      case DescribeOutcome.Gone() -> gone();
    };
  }

  static StreamException refused(DeleteOutcome outcome) {
    return switch (outcome) {
      case DeleteOutcome.Deleted() -> throw success(outcome);
      case DeleteOutcome.NotFound() -> notFound();
      case DeleteOutcome.Gone() -> gone();
    };
  }

  static StreamException notFound() {
    return new StreamException(Reason.NOT_FOUND, "there is no such stream");
  }

  private static StreamException gone() {
    return new StreamException(
        Reason.GONE, "the stream was deleted, and its forks still hold its name");
  }

  static StreamException trimmed(Offset earliest) {
    return new StreamException(
        Reason.TRIMMED, "what was at the offset is not retained: the earliest is " + earliest);
  }

  static StreamException stopping() {
    return new StreamException(Reason.STOPPING, "the server is being closed");
  }

  private static StreamException producer(String sentence) {
    return new StreamException(Reason.PRODUCER, sentence);
  }

  private static StreamException limit(String sentence) {
    return new StreamException(Reason.LIMIT, sentence);
  }

  private static StreamException full(long limit) {
    return limit("the limit of " + limit + " stored bytes is reached");
  }

  private static IllegalArgumentException success(Object outcome) {
    return new IllegalArgumentException(outcome + " is a success");
  }
}
