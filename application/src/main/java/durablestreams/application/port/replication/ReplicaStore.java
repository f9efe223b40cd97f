package durablestreams.application.port.replication;

import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.subscription.SubscriptionChange;
import java.util.List;
import java.util.Optional;

/**
 * Store of one replica: with the changes of every commit it keeps how far the commit log is
 * applied, in the same transaction.
 *
 * <p>A crash of the process or the machine may lose the last commits, but none without all later
 * ones: what is lost is applied again from the log. So a commit need not be forced to the disk.
 */
public interface ReplicaStore {

  /** The progress that the last commit brought; empty before the first. */
  Optional<byte[]> progress();

  /**
   * Stores all of the changes with the progress, or nothing. Called by the thread that commits
   * changes of streams; either list may be empty.
   *
   * @param progress opaque, at most 64 KiB
   * @throws durablestreams.application.port.StoreFailedException when nothing was stored
   * @throws durablestreams.application.port.StaleStateException when a change contradicts the
   *     stored state; nothing was stored
   * @throws durablestreams.application.port.DamagedDataException when what this replica stores of a
   *     stream is damaged, and the change needs it; nothing was stored. That is never a {@code
   *     StaleStateException}, which every replica finds alike
   * @throws durablestreams.application.port.OutcomeUnknownException when the store cannot tell
   */
  void commit(List<StreamChange> streams, List<SubscriptionChange> subscriptions, byte[] progress);

  /**
   * Streams with keys above {@code after}, soft-deleted ones included, as the last commit left
   * them, in the order of their keys, at most {@code limit}. Called by the thread that commits.
   *
   * @param after 0 to begin with
   */
  List<StoredStream> streamsAfter(long after, int limit);

  /** What the commits have made, for reads at any time. */
  Contents contents();

  /** The state of a replica. */
  record Contents(
      StreamStore streams, StreamDirectory directory, SubscriptionStore subscriptions) {}

  /**
   * Leaves the log, and becomes the beginning of a new one: removes the progress, and raises {@code
   * StreamStore.segmentFloor} above every segment that the old log may have known, so that no
   * offset is given twice. Durable when this returns. Called before the store serves anything.
   */
  void adopt();
}
