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
 * The way of an object into the archive, whatever it is made of.
 *
 * <p>Steps, each of which may be the last before a crash: the name of the object is claimed and
 * announced as doomed; the object is written, under a name that depends only on what it holds; one
 * commit makes it count and takes the name off the list. Until that commit nobody reads the object,
 * and whatever an unfinished upload left behind is removed or written again with the same bytes.
 *
 * <p>A name that will be written again is not removed before: an archive that was asked for that
 * and did not answer may do it when the object counts already.
 *
 * <p>Uploads and compactions have one each, because a stream may have one of both.
 */
final class ObjectPublisher {

  private final StreamSequencer sequencer;
  private final ObjectClaims claims;

  /** The last name of each stream whose object was begun and does not count yet. */
  private final Map<StreamKey, String> unfinished = new ConcurrentHashMap<>();

  ObjectPublisher(StreamSequencer sequencer, ObjectClaims claims) {
    this.sequencer = sequencer;
    this.claims = claims;
  }

  /** The stream as the last commit left it; empty when it is purged. */
  Optional<StreamState> stream(StreamKey key) {
    sequencer.preload(List.of(key));
    return sequencer.submit(batch -> Optional.ofNullable(batch.find(key)));
  }

  /**
   * Has an object written, and makes it count.
   *
   * @param write puts the object into the archive, and says what makes it count
   * @return whether it counts; not when somebody else works on the name, which is worth another
   *     try, and not when the stream was purged or trimmed meanwhile: the object stays doomed then
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

  /** Whether all that a change decided on is still there: the stream may have been trimmed. */
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
      batch.record(List.of(new StreamChange.ObjectsDoomed(List.of(name))));
      return true;
    });
  }
}
