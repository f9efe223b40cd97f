package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.exchange.Exchange;

/**
 * Choice of where requests are served: by a single server here, in a cluster changes by the leader.
 */
public interface Placement {

  /** A single server. */
  Placement SINGLE =
      new Placement() {
        @Override
        public boolean forwards(Exchange exchange) {
          return false;
        }

        @Override
        public void awaitPresent(Exchange exchange) {
          // What was acknowledged was acknowledged here.
        }
      };

  /**
   * Forwards a change, whose sender was let through, unless this node leads.
   *
   * @return whether it was answered; otherwise it is served here
   * @throws durablestreams.adapters.http.errors.HttpProblem when there is no leader
   */
  boolean forwards(Exchange exchange) throws InterruptedException;

  /**
   * Waits until a read here sees everything that was acknowledged before.
   *
   * @throws durablestreams.adapters.http.errors.HttpProblem when that cannot be said now
   */
  void awaitPresent(Exchange exchange) throws InterruptedException;
}
