package durablestreams.application.port;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Store of the hot log and of the state of all streams.
 *
 * <p>{@link #commit} is called by one thread at a time; everything else by any thread, at any time.
 * A store has one writer: a process at a time.
 */
public interface StreamStore extends AutoCloseable {

  /** Receiver of what {@link #scanHot} finds. */
  @FunctionalInterface
  interface HotSink {

    /**
     * Takes the next messages of a range. The batch may share the array of a whole row: copy bytes
     * that are kept. A scan that has to begin again hands on what it has handed on before.
     *
     * @param range the index of the range
     * @param from the position of the first message
     */
    void accept(int range, long from, MessageBatch batch);
  }

  /** The stream that holds the name {@code path}, soft-deleted or not. */
  Optional<StoredStream> load(StreamPath path);

  /** The stream of that incarnation, soft-deleted or not. */
  Optional<StoredStream> load(StreamKey key);

  /** As {@link #load(StreamPath)}, for the thread that commits: it never waits for other reads. */
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
   * The number below which no segment is appended to. It is above that of every segment that the
   * store may have lost: a store that did not stop cleanly, or is a copy, raises it when it is
   * opened.
   */
  default long segmentFloor() {
    return 0;
  }

  /**
   * What the store found to be lost when it was opened, in one sentence with what to do; empty if
   * it found no loss.
   */
  default String loss() {
    return "";
  }

  /**
   * Makes all of {@code changes} durable, or none, in this order. When this returns, a crash of the
   * process or the machine loses none of them.
   *
   * @throws StoreFailedException when none of them was stored, nor will be after a restart
   * @throws StaleStateException when a change contradicts the stored state; none of them was stored
   * @throws DamagedDataException when what is stored of one of the streams is damaged, and the
   *     change needs it; none of them was stored, and {@link #loadForCommit(StreamKey)} of that
   *     stream fails likewise
   * @throws OutcomeUnknownException when the store cannot tell whether they were stored
   * @throws NotLeaderException when another server decides now; none of them was stored
   */
  void commit(List<StreamChange> changes);

  /**
   * Messages of the hot log from {@code from}, whole batches as they were appended except for the
   * first and the last, which are cut to the range. An append of more than 256 KiB with several
   * messages may be several batches.
   *
   * @param to at most here; the range lies within what was committed
   * @param maxBytes stop after the batch that reaches this size; at least one batch is returned
   */
  HotRead readHot(StreamKey key, long from, long to, int maxBytes);

  /**
   * Like {@link #readHot}, for a caller with memory for {@code maxBytes} only: the last batch may
   * be cut to that, and then keeps no larger array, as that of a large append is. Only a JSON
   * message that is larger is read as a whole.
   */
  default HotRead readHotWithin(StreamKey key, long from, long to, int maxBytes) {
    return readHot(key, from, to, maxBytes);
  }

  /**
   * Hands the messages of several streams to {@code sink} in one pass over the hot log: a row that
   * streams share is read once for all of them. Of each range comes its beginning, without a gap
   * and in order; batches of different ranges come in any order. A range whose next messages are no
   * longer in the log, or are damaged, ends early, and {@link #readHot} tells why.
   *
   * @param ranges of different streams
   * @param maxBytes stop after the batch that reaches this size, all ranges taken together; at
   *     least one batch is handed on if there is one
   * @return bytes of the log that were read
   */
  default long scanHot(List<HotRange> ranges, int maxBytes, HotSink sink) {
    long bytes = 0;
    for (int i = 0; i < ranges.size() && bytes < maxBytes; i++) {
      HotRange range = ranges.get(i);
      long position = range.from();
      while (position < range.to() && bytes < maxBytes) {
        List<MessageBatch> batches = next(range, position, (int) (maxBytes - bytes));
        for (MessageBatch batch : batches) {
          sink.accept(i, position, batch);
          position += batch.units();
          bytes += batch.length();
        }
        if (batches.isEmpty()) {
          break;
        }
      }
    }
    return bytes;
  }

  private List<MessageBatch> next(HotRange range, long position, int maxBytes) {
    try {
      return readHotWithin(range.key(), position, range.to(), maxBytes)
              instanceof HotRead.Found(List<MessageBatch> batches)
          ? batches
          : List.of();
    } catch (DamagedDataException e) {
      return List.of(); // which the read of this range alone reports
    }
  }

  /** What every commit would fail with now; {@code null} when one can be tried. */
  default @Nullable UnavailableException refusal() {
    return null;
  }

  /** Whether other servers may change the state, so that answers need {@link #confirm}. */
  default boolean shared() {
    return false;
  }

  /**
   * Returns if what was loaded so far is the present state. Called before answers that change
   * nothing leave the server; {@link #commit} implies it.
   *
   * @throws UnavailableException when another server may have changed the state meanwhile
   */
  default void confirm() {}

  /**
   * Readers of this server see the last commit, if it had an effect. Called by the thread that
   * commits, after each attempt.
   */
  default void published() {}

  /** Current problem of the store, in one sentence; empty if there is none. */
  default String problem() {
    return "";
  }

  @Override
  void close();
}
