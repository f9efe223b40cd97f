package durablestreams.application.offload;

import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Crash-safe publication of an object in the archive, for uploads and compactions.
 *
 * <p>A crash after any of these steps is harmless. First, the name is locked and recorded as
 * garbage. Then the object is written, under a name that depends only on its content. Finally, one
 * commit adds it to the index and removes the name from the list of garbage objects. No reader uses
 * the object before that commit. The remains of an unfinished upload are removed, or overwritten
 * with the same bytes.
 *
 * <p>A name that will be written again is not removed first: a removal that timed out could still
 * take effect after the object is published.
 *
 * <p>Uploads and compactions use separate instances, because a stream may have one of each at a
 * time.
 */
final class ObjectPublisher {

  private final StreamSequencer sequencer;
  private final ArchiveOwnership ownership;
  private final ObjectLocks locks;

  /** The last unpublished object for each part of a stream: one pass writes several. */
  private final Map<Part, Unpublished> unfinished = new ConcurrentHashMap<>();

  /**
   * Part of a stream, by where it begins.
   *
   * @param lostFrom the front of the stream from which on the part is never written again
   */
  private record Part(StreamKey key, long lostFrom) {

    /** Whether all of its data is still retained: the stream may have been trimmed. */
    boolean isRetainedBy(@Nullable StreamState stream) {
      return stream != null && stream.front().position() < lostFrom;
    }
  }

  /** Object that is not published yet. */
  private record Unpublished(String name, ObjectWriter writer) {}

  private boolean isWanted(Part part, Unpublished object, @Nullable StreamState stream) {
    return part.isRetainedBy(stream) && ownership.isCurrent(object.writer());
  }

  ObjectPublisher(StreamSequencer sequencer, ArchiveOwnership ownership, ObjectLocks locks) {
    this.sequencer = sequencer;
    this.ownership = ownership;
    this.locks = locks;
  }

  /** The stream as the last commit left it; empty when it is purged. */
  Optional<StreamState> stream(StreamKey key) {
    sequencer.preload(List.of(key));
    return sequencer.submit(batch -> Optional.ofNullable(batch.find(key)));
  }

  /**
   * Writes an object and publishes it.
   *
   * @param writer that the object is named after
   * @param lostFrom the front of the stream from which on the object is not wanted any more
   * @param write writes the object to the archive, and returns the change that publishes it
   * @return whether it was published; false if another thread has locked the name, which can be
   *     retried, or if the stream was purged or trimmed meanwhile, or the writer is another one
   *     now: the object then stays garbage
   */
  boolean publish(
      StreamKey key,
      String name,
      ObjectWriter writer,
      long lostFrom,
      Supplier<StreamChange> write) {
    if (!locks.tryLock(name)) {
      return false;
    }
    try {
      announce(name);
      Part part = new Part(key, lostFrom);
      Unpublished object = new Unpublished(name, writer);
      unfinished.put(part, object);
      StreamChange counts = write.get();
      boolean exists =
          sequencer.submit(batch -> {
            boolean wanted = isWanted(part, object, batch.find(key));
            if (wanted) {
              batch.record(List.of(counts));
            }
            return wanted;
          });
      unfinished.remove(part);
      return exists;
    } finally {
      locks.unlock(name);
    }
  }

  /** The names that will probably be written again. */
  Set<String> unfinished() {
    if (!unfinished.isEmpty()) {
      Map<Part, Unpublished> known = new LinkedHashMap<>(unfinished);
      Map<Part, Unpublished> over =
          sequencer.submit(batch -> {
            known
                .entrySet()
                .removeIf(
                    one -> isWanted(one.getKey(), one.getValue(), batch.find(one.getKey().key())));
            return known;
          });
      over.forEach(unfinished::remove);
    }
    return unfinished.values().stream().map(Unpublished::name).collect(Collectors.toSet());
  }

  private void announce(String name) {
    sequencer.submit(batch -> {
      batch.record(List.of(new StreamChange.ObjectsMarkedGarbage(List.of(name))));
      return true;
    });
  }
}
