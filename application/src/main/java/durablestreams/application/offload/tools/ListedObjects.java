package durablestreams.application.offload.tools;

import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Compact index of all object names in an archive by stream, from one listing. Names of one stream
 * share their folder string, so each takes little more than its digits.
 */
final class ListedObjects {

  private static final int PROGRESS_EVERY = 100_000;

  /** The objects of one incarnation of a stream. */
  private static final class OfStream {
    private final String folder;
    private final StringBuilder files = new StringBuilder();

    OfStream(String folder) {
      this.folder = folder;
    }

    void add(String file, long size) {
      files.append(file).append(' ').append(size).append('\n');
    }

    List<SegmentArchive.Listed> objects() {
      List<SegmentArchive.Listed> objects = new ArrayList<>();
      files
          .toString()
          .lines()
          .forEach(line -> {
            int space = line.indexOf(' ');
            objects.add(
                new SegmentArchive.Listed(
                    folder + line.substring(0, space), Long.parseLong(line.substring(space + 1))));
          });
      return objects;
    }
  }

  private final NavigableMap<StreamKey, OfStream> streams = new TreeMap<>();
  private final List<String> others = new ArrayList<>();
  private long count;

  static ListedObjects of(SegmentArchive archive, Consumer<String> progress) {
    ListedObjects all = new ListedObjects();
    archive.list(SegmentObjectName.ROOT, listed -> all.add(listed, progress));
    return all;
  }

  private void add(SegmentArchive.Listed listed, Consumer<String> progress) {
    String name = listed.name();
    SegmentObjectName.keyOf(name)
        .ifPresentOrElse(
            key -> {
              int file = name.lastIndexOf('/') + 1;
              streams
                  .computeIfAbsent(key, k -> new OfStream(name.substring(0, file)))
                  .add(name.substring(file), listed.size());
            },
            () -> others.add(name));
    if (++count % PROGRESS_EVERY == 0) {
      progress.accept(count + " objects listed");
    }
  }

  /** Keys of the streams, in order. */
  List<StreamKey> keys() {
    return List.copyOf(streams.keySet());
  }

  /** Names that are not object names of a stream. */
  List<String> others() {
    return others;
  }

  List<SegmentArchive.Listed> objects(StreamKey key) {
    OfStream stream = streams.get(key);
    return stream == null ? List.of() : stream.objects();
  }

  /** What the names of all incarnations of the same stream begin with. */
  String folderOfPath(StreamKey key) {
    OfStream stream = streams.get(key);
    return stream == null ? "" : SegmentObjectName.folderOfPath(stream.folder);
  }
}
