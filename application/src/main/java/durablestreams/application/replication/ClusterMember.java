package durablestreams.application.replication;

import durablestreams.application.NotLeaderException;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;
import java.util.List;

/** Membership of this server in a cluster, for what serves requests. */
public interface ClusterMember {

  /** The node that changes go to. */
  sealed interface Route {

    /** This node leads. */
    record Here() implements Route {}

    /**
     * Another node leads.
     *
     * @param address URL at which other nodes reach it, without a slash at its end
     */
    record Leader(String node, String address) implements Route {}

    /** No leader is known. */
    record None() implements Route {}
  }

  /** Where changes go now. */
  Route route();

  /**
   * Where changes go, as soon as there is a leader; {@link Route.None} if there is none in time.
   */
  Route awaitRoute(Duration timeout) throws InterruptedException;

  /** How long a request waits for a leader before it is refused. */
  Duration leaderTimeout();

  /**
   * Returns once this node has applied everything that was acknowledged before the call. Every read
   * passes it first.
   *
   * @throws durablestreams.application.UnavailableException when that cannot be said now: there is
   *     no leader, the log cannot be written, or this node is too far behind
   */
  void awaitPresent() throws InterruptedException;

  /**
   * Writes a record and says its position, for another node that has reads waiting; a record of
   * this leader that is written later than this call serves as well.
   *
   * @throws NotLeaderException when this node does not lead
   * @throws durablestreams.application.UnavailableException when the log cannot be written
   */
  long barrier() throws InterruptedException;

  /**
   * Moves the deadlines of streams that were read at another node.
   *
   * @throws NotLeaderException when this node does not lead
   */
  void used(List<StreamKey> streams);

  /** See {@link PeerCalls#digest}, for another node. */
  DigestAnswer digest(long position, String piece) throws InterruptedException;

  /** What this node tells of itself. */
  NodeDescription describe();

  /**
   * Takes note of a node that follows this one.
   *
   * @throws NotLeaderException when this node does not lead
   */
  void follows(NodeDescription follower);

  /**
   * Raises the feature level of the log, unless this node or another one that it has heard of reads
   * less.
   *
   * @throws NotLeaderException when this node does not lead
   * @throws durablestreams.application.UnavailableException when it is not known whether the log
   *     took the record
   */
  RaiseAnswer raise(int level);
}
