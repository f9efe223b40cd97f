package durablestreams.application.read;

import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Map of the sealed segments and the objects of streams, with one cache of the directory entries
 * that were looked up last. Sequential reads need the next entry soon, so entries are looked up
 * several at a time.
 *
 * <p>A segment never changes. An object vanishes when it is compacted; a reader that misses one
 * asks for {@link #objectsAnew}. The least recently used streams are evicted.
 */
public final class StreamMap {

  private static final int SEGMENTS_AT_ONCE = 32;
  private static final int OBJECTS_AT_ONCE = 4;
  private static final int MAX_STREAMS = 256;

  private final StreamDirectory directory;
  private final Map<StreamKey, Entries> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamKey, Entries> eldest) {
          return size() > MAX_STREAMS;
        }
      };

  public StreamMap(StreamDirectory directory) {
    this.directory = directory;
  }

  /**
   * Objects from a position on, in order.
   *
   * @param to the position up to which there is no other object
   */
  record Objects(List<StoredObject> list, long to) {}

  /** Adjacent directory entries of a stream, in order; each list may be empty. */
  private record Entries(List<SealedSegment> segments, List<StoredObject> objects) {
    static final Entries NONE = new Entries(List.of(), List.of());
  }

  /** The sealed segment of that number. */
  Optional<SealedSegment> segment(StreamKey key, long number) {
    for (SealedSegment segment : known(key).segments) {
      if (segment.number() == number) {
        return Optional.of(segment);
      }
    }
    return directory.segment(key, number);
  }

  /** The sealed segment that holds {@code position}. */
  Optional<SealedSegment> segmentHolding(StreamKey key, long position) {
    for (SealedSegment segment : known(key).segments) {
      if (segment.start() <= position && position < segment.end()) {
        return Optional.of(segment);
      }
    }
    List<SealedSegment> found = directory.segmentsFrom(key, position, SEGMENTS_AT_ONCE);
    if (!found.isEmpty()) {
      keepSegments(key, found);
    }
    return found.stream().findFirst().filter(segment -> segment.start() <= position);
  }

  /** Objects from {@code position} on, some of which may have been compacted since. */
  Objects objects(StreamKey key, long position) {
    List<StoredObject> objects = known(key).objects;
    for (int i = 0; i < objects.size(); i++) {
      StoredObject object = objects.get(i);
      if (object.start() <= position && position < object.end()) {
        return new Objects(objects.subList(i, objects.size()), objects.getLast().end());
      }
    }
    return lookedUp(key, position);
  }

  /** Objects from {@code position} on, as last committed; forgets what was known of the stream. */
  Objects objectsAnew(StreamKey key, long position) {
    forget(key);
    return lookedUp(key, position);
  }

  private Objects lookedUp(StreamKey key, long position) {
    List<StoredObject> found = directory.objectsFrom(key, position, OBJECTS_AT_ONCE);
    if (!found.isEmpty()) {
      keepObjects(key, found);
    }
    return new Objects(
        found, found.size() < OBJECTS_AT_ONCE ? Long.MAX_VALUE : found.getLast().end());
  }

  private synchronized Entries known(StreamKey key) {
    return known.getOrDefault(key, Entries.NONE);
  }

  private synchronized void keepSegments(StreamKey key, List<SealedSegment> segments) {
    known.put(key, new Entries(segments, known(key).objects));
  }

  private synchronized void keepObjects(StreamKey key, List<StoredObject> objects) {
    known.put(key, new Entries(known(key).segments, objects));
  }

  private synchronized void forget(StreamKey key) {
    known.remove(key);
  }
}
