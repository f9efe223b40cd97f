package durablestreams.simulation.cluster;

import durablestreams.simulation.server.CommitFault;
import java.util.random.RandomGenerator;

/** Faults of one run of a cluster: how likely each is, as the seed decides. */
final class ClusterFaults {

  /** What becomes of a record on its way to the log. */
  enum OfAppend {
    NONE,
    /** It is not sent, and the node knows. */
    REFUSED,
    /** It lands, and the acknowledgement is lost. */
    UNACKNOWLEDGED,
    /** It lands twice, late the second time; the acknowledgement is lost. */
    TWICE,
    /** It lands late, behind others. */
    LATE,
    /** It is lost, and the node cannot tell. */
    LOST
  }

  private static final long MILLI = 1_000_000;

  private final RandomGenerator random;
  private final int ofAppends;
  private final int ofReads;
  private final int ofCommits;
  private final int gaps;
  private final int ofEnds;
  private boolean on = true;

  ClusterFaults(RandomGenerator random) {
    this.random = random;
    this.ofAppends = random.nextInt(3) * 4;
    this.ofReads = random.nextInt(2) * 3;
    this.ofCommits = random.nextInt(3);
    this.gaps = random.nextInt(3) * 15;
    this.ofEnds = random.nextInt(2) * 3;
  }

  OfAppend ofAppend() {
    return on && random.nextInt(100) < ofAppends
        ? OfAppend.values()[1 + random.nextInt(OfAppend.values().length - 1)]
        : OfAppend.NONE;
  }

  /** How many places what others wrote takes up before a record, such as markers and aborts. */
  int gap() {
    return random.nextInt(100) < gaps ? 1 + random.nextInt(3) : 0;
  }

  /** For how many nanoseconds a broker that was isolated has heard of no record; mostly 0. */
  long ofEnd() {
    return on && random.nextInt(100) < ofEnds ? 1 + random.nextLong(2_000 * MILLI) : 0;
  }

  /** For how many nanoseconds a reader gets the end of such a broker. */
  long endHolds() {
    return 1 + random.nextLong(500 * MILLI);
  }

  boolean ofRead() {
    return on && random.nextInt(100) < ofReads;
  }

  /** Whether a part of a snapshot is lost. */
  boolean ofSnapshot() {
    return on && random.nextInt(6) == 0;
  }

  CommitFault ofCommit() {
    return on && random.nextInt(100) < ofCommits
        ? CommitFault.values()[1 + random.nextInt(CommitFault.values().length - 1)]
        : CommitFault.NONE;
  }

  /** How long something is under way between two machines, in nanoseconds. */
  long latency() {
    boolean slow = on && random.nextInt(50) == 0;
    return 1 + random.nextLong((slow ? 300 : 2) * MILLI);
  }

  /** How much later a record lands that is late. */
  long lateness() {
    return 1 + random.nextLong((random.nextBoolean() ? 50 : 5_000) * MILLI);
  }

  boolean on() {
    return on;
  }

  /** Ends all faults: from now on everything works. */
  void end() {
    on = false;
  }
}
