package durablestreams.application.describe;

import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.sequencer.Presence;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;

/**
 * Use case of describing a stream; unlike a read, it does not restart a sliding time to live
 * (protocol, section 5.5).
 */
public final class DescribeStream {

  private final StreamLookup lookup;

  public DescribeStream(StreamLookup lookup) {
    this.lookup = lookup;
  }

  public DescribeOutcome describe(StreamPath path, RequestTimings timings) {
    long start = timings.start();
    Presence found = lookup.find(path);
    timings.end(Phase.STORE_READ, start);
    return switch (found) {
      case Presence.Absent() -> new DescribeOutcome.NotFound();
      case Presence.SoftDeleted() -> new DescribeOutcome.Gone();
      case Presence.Present(var entry) -> describe(entry.committed());
    };
  }

  private static DescribeOutcome describe(StreamState state) {
    return new DescribeOutcome.Description(
        state.contentType(), state.tail().offset(), state.expiry(), state.isClosed());
  }
}
