package durablestreams.domain.subscription;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import org.jspecify.annotations.Nullable;

/**
 * Link from a subscription to a stream, with the cursor.
 *
 * @param streamKey incarnation of the stream that {@code acked} belongs to; 0 before there is any
 * @param acked last processed offset, inclusive
 * @param explicit whether it was named
 * @param glob whether the pattern matches it
 */
public record StreamLink(
    StreamPath path, long streamKey, Offset acked, boolean explicit, boolean glob) {

  /** The end of a stream, as it is now. */
  public record StreamEnd(long streamKey, Offset tail) {}

  public static final long NO_STREAM = 0;

  /** The link of a named stream at its end; everything is pending of one that comes later. */
  public static StreamLink explicit(StreamPath path, @Nullable StreamEnd end) {
    return at(path, end, true, false);
  }

  public static StreamLink glob(StreamPath path, @Nullable StreamEnd end) {
    return at(path, end, false, true);
  }

  private static StreamLink at(
      StreamPath path, @Nullable StreamEnd end, boolean explicit, boolean glob) {
    return end == null
        ? new StreamLink(path, NO_STREAM, Offset.START, explicit, glob)
        : new StreamLink(path, end.streamKey(), end.tail(), explicit, glob);
  }

  /** The cursor in the stream with this end: a stream that was created again starts anew. */
  public Offset ackedIn(StreamEnd end) {
    return end.streamKey() == streamKey ? acked : Offset.START;
  }

  /** Whether the stream has more than was acknowledged; a stream that is gone has not. */
  public boolean pending(@Nullable StreamEnd end) {
    return end != null && end.tail().compareTo(ackedIn(end)) > 0;
  }

  public StreamLink ackedAt(StreamEnd end, Offset offset) {
    return new StreamLink(path, end.streamKey(), offset, explicit, glob);
  }

  public StreamLink withExplicit(boolean named) {
    return new StreamLink(path, streamKey, acked, named, glob);
  }

  /** The type that clients see. */
  public String type() {
    return explicit ? "explicit" : "glob";
  }
}
