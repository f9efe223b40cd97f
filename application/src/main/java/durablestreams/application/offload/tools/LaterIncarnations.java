package durablestreams.application.offload.tools;

import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Streams that were deleted and created again, with objects of several incarnations in the archive.
 * Only the objects of these streams are described before all others, which are many more.
 *
 * <p>A long stream id is truncated in its folder name, so incarnations are matched by the stream id
 * in the descriptions.
 */
final class LaterIncarnations {

  /** The last incarnation of each stream that may have several. */
  private final Map<StreamPath, StreamKey> last = new HashMap<>();

  private final Map<StreamKey, StreamPath> paths = new HashMap<>();

  /** Objects of such streams without a valid description, and their folder. */
  private final TreeMap<StreamKey, String> unknown = new TreeMap<>();

  private final ListedObjects listed;

  private LaterIncarnations(ListedObjects listed) {
    this.listed = listed;
  }

  static LaterIncarnations of(ListedObjects listed, RebuildReader reading)
      throws InterruptedException {
    LaterIncarnations incarnations = new LaterIncarnations(listed);
    Map<String, StreamKey> alone = new HashMap<>();
    Map<String, List<StreamKey>> shared = new HashMap<>();
    for (StreamKey key : listed.keys()) {
      String folder = listed.folderOfPath(key);
      StreamKey other = alone.putIfAbsent(folder, key);
      if (other != null) {
        shared.computeIfAbsent(folder, f -> new ArrayList<>(List.of(other))).add(key);
      }
    }
    for (List<StreamKey> keys : shared.values()) {
      for (StreamKey key : keys) {
        incarnations.describe(key, reading);
      }
    }
    return incarnations;
  }

  private void describe(StreamKey key, RebuildReader reading) throws InterruptedException {
    try {
      List<SegmentArchive.Listed> objects = listed.objects(key);
      StreamPath path = reading.describe(objects).getFirst().metadata().path();
      paths.put(key, path);
      last.merge(path, key, (a, b) -> a.compareTo(b) > 0 ? a : b);
    } catch (RebuildReader.UnknownObjectException e) {
      unknown.put(key, e.name());
    }
  }

  /** Whether the stream has, or may have, a later incarnation. */
  boolean hasLater(StreamKey key) {
    StreamPath path = paths.get(key);
    return path != null && (!key.equals(last.get(path)) || unknownFrom(key).isPresent());
  }

  /** An object of this incarnation or a later one without a valid description. */
  Optional<String> unknownFrom(StreamKey key) {
    String folder = listed.folderOfPath(key);
    return unknown.tailMap(key, true).values().stream()
        .filter(name -> name.startsWith(folder))
        .findFirst();
  }
}
