package durablestreams.application.sequencer;

import durablestreams.domain.stream.StreamKey;
import java.time.Duration;

/**
 * Uses of streams with a sliding time to live, on a server that shares its streams with others: a
 * use that was answered must not be lost with one of them.
 */
public interface UseReports {

  /** A server that shares its streams with no other: only memory knows of most uses. */
  UseReports NONE =
      new UseReports() {
        @Override
        public boolean reported(StreamKey key) {
          return false;
        }

        @Override
        public Duration commitTimeout() {
          return Duration.ZERO;
        }
      };

  /**
   * Reports a use to the server that leads, and waits until it counts there.
   *
   * @return false if this server leads
   * @throws durablestreams.application.UnavailableException when it is not known to count
   */
  boolean reported(StreamKey key);

  /** How long a use waits for the commit of its deadline, if it needs one; zero: it does not. */
  Duration commitTimeout();
}
