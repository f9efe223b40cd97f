package durablestreams.application.registry;

import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamDirectory.LiveStream;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.retention.RetentionRules;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.LifecycleEvent.StreamCreated;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.SystemStreams;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compaction of the registry stream: a snapshot of all live streams is appended in pieces, and the
 * commit of its last piece removes everything before its first.
 *
 * <p>A snapshot is consistent without a lock. Keys ascend, so its pages, which go by key, miss no
 * stream that is live for all of its time. Its pages and the events of creations and deletions are
 * appended by one thread: a stream that is deleted after its page was read has its event of
 * deletion appended after that page, and one that is created has an event of its own.
 *
 * <p>A snapshot that a crash leaves unfinished removes nothing and repeats what is in force; a
 * later one removes it.
 */
final class RegistryCompaction {

  /** Streams for each commit of a snapshot. */
  static final int PIECE = 500;

  /** How many messages there are for each live stream before a compaction is due. */
  private static final int MESSAGES_PER_STREAM = 2;

  private final StreamDirectory directory;
  private final StreamSequencer sequencer;
  private final long minMessages;

  /** The snapshot at hand, or {@code null}. */
  private @Nullable Snapshot snapshot;

  /** The number of messages before which no compaction can be due. */
  private long nextCheck;

  /**
   * A snapshot of which pages up to a key were appended.
   *
   * @param start where it begins
   * @param after the key of the last stream in it
   */
  private record Snapshot(StreamKey registry, Front start, long after) {}

  /**
   * @param minMessages messages up to which the registry is not compacted
   */
  RegistryCompaction(StreamDirectory directory, StreamSequencer sequencer, long minMessages) {
    this.directory = directory;
    this.sequencer = sequencer;
    this.minMessages = minMessages;
  }

  /** Whether a snapshot has been begun and is not complete. */
  boolean isRunning() {
    return snapshot != null;
  }

  /** Forgets the snapshot at hand. */
  void reset() {
    snapshot = null;
    nextCheck = 0;
  }

  /** Begins a snapshot if one is due. */
  void beginIfDue(StreamState registry) {
    if (snapshot == null && isDue(registry)) {
      snapshot = sequencer.submit(RegistryCompaction::begin);
    }
  }

  private boolean isDue(StreamState registry) {
    if (isRestoredInPart(registry)) {
      return true;
    }
    long messages = messages(registry);
    if (messages <= minMessages || messages < nextCheck || registry.forks() > 0) {
      return false;
    }
    long allowed = MESSAGES_PER_STREAM * directory.census().streams();
    // Each further message is at most one stream less.
    nextCheck = messages + Math.max(0, allowed - messages) / (MESSAGES_PER_STREAM + 1) + 1;
    return messages > allowed;
  }

  /**
   * Whether a rebuild found only later objects of the registry: it begins anywhere in the history.
   */
  private static boolean isRestoredInPart(StreamState registry) {
    return !registry.front().isStart() && registry.front().offset().within() == 0;
  }

  private static long messages(StreamState registry) {
    return registry.tail().position() - registry.front().position();
  }

  private static Snapshot begin(Batch batch) {
    StreamState registry = RegistryStream.ensure(batch);
    batch.seal(registry);
    StreamState sealed = RegistryStream.current(batch);
    return new Snapshot(sealed.key(), Front.at(sealed.tail()), 0);
  }

  /** Appends a page of the snapshot at hand. When this throws, the same page is due again. */
  void appendPage() {
    Snapshot at = snapshot;
    if (at == null) {
      return;
    }
    List<LiveStream> page = directory.liveStreams(at.after(), PIECE);
    boolean last = page.size() < PIECE;
    List<StreamCreated> events =
        page.stream()
            .filter(stream -> !stream.path().equals(SystemStreams.REGISTRY))
            .map(stream ->
                new StreamCreated(stream.path(), stream.contentType(), stream.createdAt()))
            .toList();
    StreamState registry = sequencer.submit(batch -> append(batch, at, events, last));
    if (!last) {
      snapshot = new Snapshot(at.registry(), at.start(), page.getLast().key().value());
      return;
    }
    snapshot = null;
    long messages = messages(registry);
    nextCheck = messages + messages / (MESSAGES_PER_STREAM + 1);
  }

  private static StreamState append(
      Batch batch, Snapshot at, List<StreamCreated> events, boolean last) {
    if (!events.isEmpty()) {
      RegistryStream.append(batch, events);
    }
    StreamState registry = RegistryStream.current(batch);
    if (last && registry.key().equals(at.registry())) {
      batch.record(RetentionRules.trim(registry, at.start()));
    }
    return RegistryStream.current(batch);
  }
}
