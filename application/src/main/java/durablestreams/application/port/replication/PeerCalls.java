package durablestreams.application.port.replication;

import durablestreams.domain.stream.StreamKey;
import java.util.List;

/** Calls of one node to another. Safe for use by many threads. */
public interface PeerCalls {

  /**
   * The position of a record that the node at {@code address} wrote, and that counted, after this
   * call began.
   *
   * @param address URL of the node, as its election says
   * @throws PeerUnavailableException when the node cannot be reached, does not lead, or does not
   *     answer in time
   */
  long barrier(String address) throws InterruptedException;

  /**
   * Reports uses of streams with a sliding time to live to the leader. When this returns, their
   * deadlines have moved.
   *
   * @throws PeerUnavailableException as above: it is not known whether they have moved
   */
  void used(String address, List<StreamKey> streams) throws InterruptedException;

  /**
   * The digest of a piece of the state of a node, which is that behind the first record at {@code
   * position} or later. A node that has not applied it yet answers {@link DigestAnswer.Pending};
   * the call is then made again.
   *
   * @param position 0 to learn how far the node has applied the log
   * @param piece where the piece begins, as an answer names it
   * @throws PeerUnavailableException when the node cannot be reached, or does not answer in time
   */
  DigestAnswer digest(String address, long position, String piece) throws InterruptedException;

  /**
   * What a node tells of itself, whether it leads or not.
   *
   * @throws PeerUnavailableException when the node cannot be reached, or does not answer in time
   */
  NodeDescription describe(String address) throws InterruptedException;

  /**
   * Tells the leader of a node that follows it.
   *
   * @throws PeerUnavailableException as for a barrier
   */
  void follows(String address, NodeDescription follower) throws InterruptedException;

  /**
   * Has the leader raise the feature level of the log, if it can. May be repeated.
   *
   * @throws PeerUnavailableException as for a barrier: it is not known whether it was raised
   */
  RaiseAnswer raise(String address, int level) throws InterruptedException;
}
