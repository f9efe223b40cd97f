package durablestreams.application.port.replication;

/**
 * Description of a node by itself, for another node.
 *
 * @param node its name
 * @param logId the id of the log, 16 hexadecimal digits; empty before the first record
 * @param position of the last record that is applied
 * @param leader name of the node that leads; empty when none is known
 * @param level the feature level of the log, as far as the node has applied it
 * @param readableLevel the highest feature level that the node reads
 */
public record NodeDescription(
    String node, String logId, long position, String leader, int level, int readableLevel) {}
