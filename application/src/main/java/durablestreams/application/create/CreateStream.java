package durablestreams.application.create;

import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.creation.CreateOutcome;

/** Creates streams and forks, or finds that they exist (protocol, sections 4.2 and 5.1). */
public final class CreateStream {

  public CreateOutcome create(CreateCommand command, RequestTimings timings) {
    throw new UnsupportedOperationException();
  }
}
