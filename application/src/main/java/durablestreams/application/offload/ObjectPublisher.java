package durablestreams.application.offload;

import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

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
  private final ObjectLocks claims;

  /** The last unpublished object name of each stream. */
  private final Map<StreamKey, String> unfinished = new ConcurrentHashMap<>();

  ObjectPublisher(StreamSequencer sequencer, ObjectLocks claims) {
    this.sequencer = sequencer;
    this.claims = claims;
  }

  /** The stream as the last commit left it; empty when it is purged. */
  Optional<StreamState> stream(StreamKey key) {
    sequencer.preload(List.of(key));
    return sequencer.submit(batch -> Optional.ofNullable(batch.find(key)));
  }

  /**
   * Writes an object and publishes it.
   *
   * @param write writes the object to the archive, and returns the change that publishes it
   * @return whether it was published; false if another thread has locked the name, which can be
   *     retried, or if the stream was purged or trimmed meanwhile: the object then stays garbage
   */
  boolean publish(StreamKey key, String name, Supplier<StreamChange> write) {
    if (!claims.claim(name)) {
      return false;
    }
    try {
      announce(name);
      unfinished.put(key, name);
      StreamChange counts = write.get();
      boolean exists =
          sequencer.submit(batch -> {
            StreamState state = batch.find(key);
            boolean found = state != null && isRetained(state.front(), counts);
            if (found) {
              batch.record(List.of(counts));
            }
            return found;
          });
      unfinished.remove(key);
      return exists;
    } finally {
      claims.release(name);
    }
  }

  /** Whether all data of the change is still retained: the stream may have been trimmed. */
  private static boolean isRetained(Front front, StreamChange counts) {
    return switch (counts) {
      case StreamChange.SegmentsOffloaded(StoredObject object) ->
          object.start() >= front.position();
      case StreamChange.ObjectsCompacted(var ignored, List<StoredObject> replaced) ->
          replaced.getFirst().end() > front.position();
      default -> true;
    };
  }

  /** The names that will probably be written again. */
  Set<String> unfinished() {
    if (!unfinished.isEmpty()) {
      List<StreamKey> keys = List.copyOf(unfinished.keySet());
      List<StreamKey> purged =
          sequencer.submit(batch -> keys.stream().filter(key -> batch.find(key) == null).toList());
      purged.forEach(unfinished::remove);
    }
    return Set.copyOf(unfinished.values());
  }

  private void announce(String name) {
    sequencer.submit(batch -> {
      batch.record(List.of(new StreamChange.ObjectsMarkedGarbage(List.of(name))));
      return true;
    });
  }
}
