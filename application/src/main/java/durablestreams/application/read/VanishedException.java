package durablestreams.application.read;

import durablestreams.application.UnavailableException;
import durablestreams.domain.stream.StreamState;

/**
 * What the index says is nowhere: the stream was purged while it was looked at, or something is
 * missing from the archive. {@link durablestreams.application.sequencer.StreamPresence#purged}
 * tells which.
 */
public final class VanishedException extends UnavailableException {
  private static final long serialVersionUID = 1;

  VanishedException(StreamState state, long position, String otherwise) {
    super("nothing holds position " + position + " of stream " + state.path() + ": " + otherwise);
  }
}
