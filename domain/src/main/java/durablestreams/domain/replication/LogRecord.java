package durablestreams.domain.replication;

import java.time.Instant;

/**
 * Record of the commit log, as its writer made it. Whether it counts is decided by {@link Chain}.
 *
 * @param follows the record that was the last one when this one was written
 * @param epoch the epoch of the leader that wrote it; of an election, the epoch that it begins
 * @param at the time of its writer
 */
public record LogRecord(RecordId id, RecordId follows, long epoch, Instant at, Body body) {

  public LogRecord {
    if (id.position() != follows.position() + 1) {
      throw new IllegalArgumentException("record " + id + " cannot follow " + follows);
    }
    if (epoch <= 0) {
      throw new IllegalArgumentException("epoch of a record: " + epoch);
    }
  }

  /** Content of a record. */
  public sealed interface Body {}

  /**
   * Encoded changes of one commit, or a part of them.
   *
   * @param part number of the part, from 0
   * @param parts number of all parts; the commit counts when its last part does
   */
  public record Changes(int part, int parts, byte[] bytes) implements Body {
    public Changes {
      if (part < 0 || part >= parts) {
        throw new IllegalArgumentException("part " + part + " of " + parts);
      }
    }

    /** The changes of a commit in one record. */
    public Changes(byte[] bytes) {
      this(0, 1, bytes);
    }

    public boolean isLast() {
      return part == parts - 1;
    }
  }

  /** Nothing: a heartbeat, a barrier of reads, or what voids an append with an unknown outcome. */
  public record Empty() implements Body {}

  /**
   * Election of a leader.
   *
   * @param node its name
   * @param address URL at which other nodes reach it
   */
  public record Elected(String node, String address) implements Body {}

  /** End of a leader's work, in favour of another node, which may be elected at once. */
  public record HandedOver(String node) implements Body {}

  /** All records after this one may be of this feature level. */
  public record LevelRaised(int level) implements Body {}
}
