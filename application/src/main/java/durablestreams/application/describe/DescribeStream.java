package durablestreams.application.describe;

import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.stream.StreamPath;

/** Describes streams; unlike a read, this does not prolong their life (protocol, section 5.5). */
public final class DescribeStream {

  public DescribeOutcome describe(StreamPath path, RequestTimings timings) {
    throw new UnsupportedOperationException();
  }
}
