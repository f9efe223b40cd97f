package durablestreams.application.sequencer;

/**
 * Bounds of the commit queue and of one group. The bytes of queued bodies are bounded by their
 * leases.
 *
 * @param queuedOperations maximum queued operations; further ones are rejected
 * @param groupOperations maximum operations per group
 * @param groupBytes size of bodies at which a group is complete, in bytes
 * @param callersCommit whether callers commit on their own threads while the lane is idle, which
 *     they must not where a commit may not be interrupted
 */
public record SequencerLimits(
    int queuedOperations, int groupOperations, long groupBytes, boolean callersCommit) {

  public static final SequencerLimits DEFAULT = new SequencerLimits(20_000, 1_024, 8L << 20, true);

  public SequencerLimits {
    if (queuedOperations < 1 || groupOperations < 1 || groupBytes < 1) {
      throw new IllegalArgumentException("limits of the sequencer are at least 1");
    }
  }
}
