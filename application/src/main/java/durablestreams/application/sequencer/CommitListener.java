package durablestreams.application.sequencer;

import java.util.Set;

/**
 * Callback on the lane that reports which background work a commit requires. Implementations must
 * return at once.
 */
@FunctionalInterface
public interface CommitListener {

  /** Background work that a commit can require. */
  enum FollowUp {
    /** There are events for the registry stream. */
    PROJECT,
    /** A segment was sealed. */
    OFFLOAD,
    /** Objects became garbage. */
    RECLAIM
  }

  void onCommitted(Set<FollowUp> followUps);

  CommitListener NONE = followUps -> {};
}
