package durablestreams.application.read;

import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;

/**
 * Reads a page of a stream: from the hot log, the archive, and the streams it inherits from
 * (protocol, section 5.6).
 */
public final class ReadStream {

  public ReadOutcome read(StreamPath path, OffsetParameter from, RequestTimings timings) {
    throw new UnsupportedOperationException();
  }
}
