package durablestreams.application.subscription.sequencer;

import durablestreams.application.sequencer.Presence;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import org.jspecify.annotations.Nullable;

/** Look-up of the ends of streams; it does not restart a time to live. */
public final class StreamEnds {

  private final StreamLookup streams;

  public StreamEnds(StreamLookup streams) {
    this.streams = streams;
  }

  /** The end of the stream, or {@code null} if there is none that clients see. */
  public @Nullable StreamEnd of(StreamPath path) {
    return streams.find(path) instanceof Presence.Present(var entry)
        ? endOf(entry.committed())
        : null;
  }

  /** The name of the stream, or {@code null} when it is gone. */
  public @Nullable StreamPath pathOf(StreamKey key) {
    return streams.find(key) instanceof Presence.Present(var entry)
        ? entry.committed().path()
        : null;
  }

  public StreamKey nextKey() {
    return streams.nextKey();
  }

  private static StreamEnd endOf(StreamState state) {
    return new StreamEnd(state.key().value(), state.tail().offset());
  }
}
