package durablestreams.simulation.server;

import durablestreams.application.port.StoreFailedException;
import durablestreams.simulation.schedule.Scheduler;
import java.util.random.RandomGenerator;

/** Faults of one run: how likely each is, as the seed decides, and whether they happen now. */
final class Faults {

  /** What can go wrong with a call of the archive. */
  enum OfArchive {
    NONE,
    /** It fails without an effect. */
    BEFORE,
    /** It fails with its effect. */
    AFTER,
    /** It fails, and has its effect later. */
    LATER,
    /** A read gives other bytes; an upload stores other bytes. */
    DAMAGED,
    /** An upload stores nothing, and says that it has. */
    LIE
  }

  private final RandomGenerator random;
  private final int ofCommits;
  private final int ofReads;
  private final int ofArchive;
  private final int ofWebhooks;
  private final boolean archiveLies;
  private boolean on = true;
  private boolean archiveDown;

  Faults(RandomGenerator random) {
    this.random = random;
    this.ofCommits = random.nextInt(3) * 4;
    this.ofReads = random.nextInt(2) * 2;
    this.ofArchive = random.nextInt(3) * 10;
    this.ofWebhooks = random.nextInt(3) * 30;
    this.archiveLies = random.nextInt(6) == 0;
  }

  boolean commitsFail() {
    return ofCommits > 0;
  }

  CommitFault ofCommit() {
    if (!on || random.nextInt(100) >= ofCommits) {
      return CommitFault.NONE;
    }
    return CommitFault.values()[1 + random.nextInt(3)];
  }

  /** A read of a store, which takes a step and may fail. */
  void beforeRead(Scheduler scheduler) {
    scheduler.step();
    if (on && random.nextInt(100) < ofReads) {
      throw new StoreFailedException("the disk cannot be read");
    }
  }

  OfArchive ofUpload() {
    OfArchive fault = ofArchive();
    if (fault == OfArchive.NONE && on && archiveLies && random.nextInt(5) == 0) {
      return random.nextBoolean() ? OfArchive.LIE : OfArchive.DAMAGED;
    }
    return fault == OfArchive.LATER ? OfArchive.AFTER : fault;
  }

  OfArchive ofArchiveRead() {
    OfArchive fault = ofArchive();
    return fault == OfArchive.NONE || random.nextBoolean() ? fault : OfArchive.DAMAGED;
  }

  OfArchive ofArchive() {
    if (on && archiveDown) {
      return OfArchive.BEFORE;
    }
    if (!on || random.nextInt(100) >= ofArchive) {
      return OfArchive.NONE;
    }
    return switch (random.nextInt(3)) {
      case 0 -> OfArchive.BEFORE;
      case 1 -> OfArchive.AFTER;
      default -> OfArchive.LATER;
    };
  }

  /** Of a webhook: refused, worked on without an answer, or taken by a worker that dies. */
  OfArchive ofWebhook() {
    if (!on || random.nextInt(100) >= ofWebhooks) {
      return OfArchive.NONE;
    }
    return switch (random.nextInt(3)) {
      case 0 -> OfArchive.BEFORE;
      case 1 -> OfArchive.AFTER;
      default -> OfArchive.LATER;
    };
  }

  /** How long a call of the archive takes, in nanoseconds. */
  long archiveLatency() {
    long millis = random.nextInt(20) == 0 ? random.nextLong(2_000) : random.nextLong(20);
    return millis * 1_000_000;
  }

  void archiveDown(boolean down) {
    archiveDown = down;
  }

  /** Ends all faults: from now on everything works. */
  void end() {
    on = false;
  }
}
