package durablestreams.application.admin;

import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamDirectory.ListedStream;
import durablestreams.application.port.StreamStore;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.stream.StreamKey;
import java.util.List;
import java.util.Optional;

/** Use case that lists streams and describes one, without using it: a time to live goes on. */
public final class BrowseStreams {

  /** Maximum streams of one list. */
  public static final int MAX_STREAMS = 1_000;

  /** Maximum segments, and objects, of one description. */
  public static final int MAX_PARTS = 1_000;

  private final StreamStore store;
  private final StreamDirectory directory;
  private final TailHub tails;

  public BrowseStreams(StreamStore store, StreamDirectory directory, TailHub tails) {
    this.store = store;
    this.directory = directory;
    this.tails = tails;
  }

  /**
   * Streams in the order of their names.
   *
   * @param after the last name of the list before; empty to begin with
   */
  public List<ListedStream> list(String prefix, String after, int limit) {
    return directory.streamsNamed(prefix, after, Math.min(limit, MAX_STREAMS));
  }

  /** The stream of that name; empty if there is none. */
  public Optional<StreamDetails> describe(String name) {
    return directory.streamNamed(name).flatMap(this::details);
  }

  /**
   * Streams whose origin is the stream of that name; empty if there is none.
   *
   * @param after the key of the last fork of the list before; 0 to begin with
   */
  public Optional<List<ListedStream>> forks(String name, long after, int limit) {
    return directory
        .streamNamed(name)
        .map(stream -> directory.forksOf(stream.key(), after, Math.min(limit, MAX_STREAMS)));
  }

  private Optional<StreamDetails> details(ListedStream stream) {
    StreamKey key = stream.key();
    Optional<StoredStream> stored = store.load(key);
    return stored.map(found ->
        new StreamDetails(
            stream,
            directory.segmentsFrom(key, found.state().front().position(), MAX_PARTS),
            directory.objectsFrom(key, found.state().front().position(), MAX_PARTS),
            found.state().forks(),
            found.producers(),
            tails.followers(key)));
  }
}
