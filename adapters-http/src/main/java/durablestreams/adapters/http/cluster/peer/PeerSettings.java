package durablestreams.adapters.http.cluster.peer;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Settings of requests to other nodes.
 *
 * @param connectTimeout how long a connection may take to be made
 * @param callTimeout how long a call of a node may take
 * @param answerTimeout how long the leader may take to answer a forwarded change; beyond it, the
 *     outcome is unknown
 * @param maxForwarded requests that are forwarded at a time; more wait a second, then get 503
 * @param maxWaiting requests that wait for a leader at a time; more get 503 at once
 * @param trust certificates of nodes that are trusted; empty for those that the JVM trusts
 */
public record PeerSettings(
    Duration connectTimeout,
    Duration callTimeout,
    Duration answerTimeout,
    int maxForwarded,
    int maxWaiting,
    Optional<SSLContext> trust) {

  /** Settings that suit nodes in one data centre. */
  public static final PeerSettings DEFAULT =
      new PeerSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          512,
          1_024,
          Optional.empty());

  /** Checks every value; the sentences name the component that is wrong. */
  public PeerSettings {
    require(connectTimeout.isPositive(), "connectTimeout is longer than zero");
    require(callTimeout.isPositive(), "callTimeout is longer than zero");
    require(answerTimeout.isPositive(), "answerTimeout is longer than zero");
    require(maxForwarded > 0, "maxForwarded is at least 1");
    require(maxWaiting > 0, "maxWaiting is at least 1");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  /** The same with other limits of forwarded requests; twice as many may wait for a leader. */
  public PeerSettings withLimits(Duration newAnswerTimeout, int newMaxForwarded) {
    return new PeerSettings(
        connectTimeout, callTimeout, newAnswerTimeout, newMaxForwarded, 2 * newMaxForwarded, trust);
  }

  /** The same with another trust. */
  public PeerSettings withTrust(SSLContext context) {
    return new PeerSettings(
        connectTimeout, callTimeout, answerTimeout, maxForwarded, maxWaiting, Optional.of(context));
  }
}
