package durablestreams.application.append;

import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.append.AppendOutcome;

/** Appends to streams and closes them (protocol, sections 5.2 and 5.3). */
public final class AppendToStream {

  public AppendOutcome append(AppendCommand command, RequestTimings timings) {
    throw new UnsupportedOperationException();
  }
}
