package durablestreams.application.replication.node;

/**
 * State of a node.
 *
 * @param role what it does now
 * @param leader name of the node that leads; empty when none is known
 * @param leaderAddress its URL; empty when none is known
 * @param term number of elections so far
 * @param position of the last record that is applied
 * @param quietMillis how long ago a record counted last
 * @param logId the id of the log, 16 hexadecimal digits; empty before the first record
 * @param level the feature level of the log, as far as it is applied; 1 before the first record
 * @param readableLevel the highest feature level that this node reads
 * @param problem what keeps it from following or leading, in one sentence; empty if nothing does
 */
public record NodeStatus(
    String node,
    NodeRole role,
    String leader,
    String leaderAddress,
    long term,
    long position,
    long quietMillis,
    String logId,
    int level,
    int readableLevel,
    String problem) {

  /** Whether this node answers for the present state. */
  public boolean ready() {
    return problem.isEmpty() && !leader.isEmpty();
  }
}
