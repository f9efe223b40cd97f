package durablestreams.application.sequencer;

import java.util.Set;

/**
 * Is told, on the lane and so without any time to lose, what kinds of background work a commit has
 * left to do.
 */
@FunctionalInterface
public interface CommitListener {

  /** What a commit can leave to do. */
  enum Chore {
    /** There are events for the registry stream. */
    PROJECT,
    /** A segment was sealed. */
    OFFLOAD,
    /** Objects are doomed. */
    RECLAIM
  }

  void left(Set<Chore> chores);

  CommitListener NONE = chores -> {};
}
