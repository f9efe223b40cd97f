package durablestreams.application.follow;

import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;

/** Opens live reads, for long-poll and SSE alike (protocol, sections 5.7 and 5.8). */
public final class FollowStream {

  public FollowOutcome follow(StreamPath path, OffsetParameter from, RequestTimings timings) {
    throw new UnsupportedOperationException();
  }
}
