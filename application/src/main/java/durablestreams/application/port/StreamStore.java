package durablestreams.application.port;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.List;
import java.util.Optional;

/**
 * The hot log and the state of all streams.
 *
 * <p>{@link #commit} and {@link #reclaim} are called by one thread at a time; everything else by
 * any thread, at any time. A store may be shared with other processes: {@link Conflict} is how it
 * says that another writer was there first.
 */
public interface StreamStore extends AutoCloseable {

  /** The stream that holds the name {@code path}, soft-deleted or not. */
  Optional<StoredStream> load(StreamPath path);

  /** The stream of that incarnation, soft-deleted or not. */
  Optional<StoredStream> load(StreamKey key);

  /**
   * As {@link #load(StreamPath)}, for the thread that commits: it waits for no other read, whatever
   * readers do.
   */
  default Optional<StoredStream> loadForCommit(StreamPath path) {
    return load(path);
  }

  /** As {@link #load(StreamKey)}, for the thread that commits, like the other. */
  default Optional<StoredStream> loadForCommit(StreamKey key) {
    return load(key);
  }

  /** The highest key ever given, as far as the store remembers; 0 when it is empty. */
  long highestKey();

  /**
   * Makes all of {@code changes} durable, or none, in this order. When this returns {@link
   * Committed}, a crash of the process or the machine loses none of them.
   *
   * @throws StoreFailedException when none of them was stored, nor will be after a restart
   * @throws OutcomeUnknownException when the store cannot tell whether they were stored
   */
  CommitResult commit(List<StreamChange> changes);

  /** What became of a commit. */
  sealed interface CommitResult {}

  record Committed() implements CommitResult {}

  /** Nothing was written: {@code key} is not any more what the changes were decided on. */
  record Conflict(StreamKey key) implements CommitResult {}

  CommitResult COMMITTED = new Committed();

  /**
   * Messages of the hot log from {@code from}, whole batches as they were appended except for the
   * first and the last, which are cut to the range.
   *
   * @param to at most here; the range lies within what was committed
   * @param maxBytes stop after the batch that reaches this size; at least one batch is returned
   */
  HotRead readHot(StreamKey key, long from, long to, int maxBytes);

  /**
   * Gives back the space of rows that nobody needs any more, a bounded piece of work at a time.
   *
   * @param maxRows about how many rows to remove
   * @return whether there is more to do
   */
  boolean reclaim(int maxRows);

  /** Why the store does not work as it should at present, in one sentence; empty while it does. */
  default String problem() {
    return "";
  }

  @Override
  void close();
}
