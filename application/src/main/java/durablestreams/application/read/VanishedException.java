package durablestreams.application.read;

import durablestreams.application.UnavailableException;
import durablestreams.domain.stream.StreamState;

/**
 * Failure because indexed data does not exist: the stream was purged during the read, or an object
 * is missing from the archive. {@link durablestreams.application.sequencer.StreamLookup#purged}
 * distinguishes the two.
 */
public final class VanishedException extends UnavailableException {
  private static final long serialVersionUID = 1;

  VanishedException(StreamState state, long position, String otherwise) {
    super("nothing holds position " + position + " of stream " + state.path() + ": " + otherwise);
  }
}
