package durablestreams.application.port.replication;

/** Answer of a node that was asked for a digest of a piece of its state. */
public sealed interface DigestAnswer {

  /** The piece with which a comparison begins. */
  String FIRST_PIECE = "streams/0";

  /**
   * The digest.
   *
   * @param position of the record behind which the state is
   * @param next the piece behind this one; empty behind the last
   * @param items how many streams or subscriptions the piece has
   * @param state digest of what changes with every commit
   * @param stored digest of segments, objects and messages in the hot log
   */
  record Done(long position, String next, int items, String state, String stored)
      implements DigestAnswer {}

  /** The position is not applied yet, or the digest is not finished. */
  record Pending() implements DigestAnswer {}

  /**
   * The node had applied the position before it was asked.
   *
   * @param logId the id of the log, 16 hexadecimal digits; empty before the first record
   * @param position how far the log is applied
   */
  record Passed(String node, String logId, long position) implements DigestAnswer {}

  /** The state cannot be read, or changed while it was. */
  record Failed(String reason) implements DigestAnswer {}
}
