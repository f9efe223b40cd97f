package durablestreams.application.delete;

import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.stream.StreamPath;

/** Deletes streams (protocol, section 5.4). */
public final class DeleteStream {

  public DeleteOutcome delete(StreamPath path, RequestTimings timings) {
    throw new UnsupportedOperationException();
  }
}
