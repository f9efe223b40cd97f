package durablestreams.application.replication.snapshot;

import java.util.ArrayList;
import java.util.List;

/** Defect of a snapshot, because of which no node may join a commit log with it. */
public enum SnapshotDefect {
  NOT_OF_A_REPLICA("%s is not of a replica"),
  OTHER_LOG("%s is of another log"),
  OTHER_LOG_OR_LATER("%s is of another log, or later than the end of this one"),
  TRIMMED("%s is older than the first record of the commit log"),
  /** Details: position and log of the snapshot, then those of its manifest. */
  WRONG_POSITION("%s is at position %s of the log %s, but its manifest says %s of %s"),
  /** Detail: the nodes. */
  FOUND_DAMAGED("%s was found damaged by %s"),
  /** Detail: the reason. */
  NOT_RESTORABLE("%s cannot be restored: %s");

  /** A defect that was found. */
  public static final class Found {

    private final SnapshotDefect defect;
    private final List<Object> details;

    private Found(SnapshotDefect defect, List<Object> details) {
      this.defect = defect;
      this.details = details;
    }

    /** A sentence about {@code snapshot}. */
    public String sentence(String snapshot) {
      List<Object> all = new ArrayList<>(details);
      all.addFirst(snapshot);
      return defect.sentence.formatted(all.toArray());
    }
  }

  private final String sentence;

  SnapshotDefect(String sentence) {
    this.sentence = sentence;
  }

  public Found found(Object... details) {
    return new Found(this, List.of(details));
  }
}
