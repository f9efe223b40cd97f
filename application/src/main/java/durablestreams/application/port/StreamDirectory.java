package durablestreams.application.port;

import durablestreams.domain.segment.ObjectSpan;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Index of segments, objects and deadlines, as last committed. */
public interface StreamDirectory {

  /** The sealed segment of that number. */
  Optional<SealedSegment> segment(StreamKey key, long number);

  /**
   * Sealed segments of {@code key} that end after {@code position}, in order, at most {@code
   * limit}. They follow on each other without gaps.
   */
  List<SealedSegment> segmentsFrom(StreamKey key, long position, int limit);

  /**
   * Objects of {@code key} that end after {@code position}, in order of their start, at most {@code
   * limit}.
   */
  List<StoredObject> objectsFrom(StreamKey key, long position, int limit);

  /**
   * Objects of all streams, soft-deleted ones included, in the order of their streams' keys and of
   * their starts: those of stream {@code key} that start at {@code start} or later, and then those
   * of higher keys.
   *
   * @param key 0 to begin with
   */
  List<ObjectSpan> objects(long key, long start, int limit);

  /**
   * Keys above {@code after} of streams that have objects, soft-deleted ones included, in order, at
   * most {@code limit}; for passing over everything in the archive a piece at a time.
   *
   * @param after 0 to begin with
   */
  List<StreamKey> keysWithObjects(long after, int limit);

  /** About the newest objects of all streams, newest first, at most {@code limit}. */
  List<StoredObject> newestObjects(int limit);

  /**
   * Streams that are not soft-deleted and whose persisted deadline is not after {@code now},
   * earliest first.
   */
  List<StreamKey> expired(Instant now, int limit);

  /**
   * How many streams count for {@code tenant} and are not soft-deleted. Streams that were restored
   * from the archive count for no tenant.
   *
   * @param atMost counting stops at this number
   */
  int streamsOf(String tenant, int atMost);

  /**
   * Payload bytes of the streams that count for {@code tenant} and are not soft-deleted, in the hot
   * log and in the archive; what they inherit is not theirs.
   */
  long bytesOf(String tenant);

  /** Payload bytes of all streams, in the hot log and in the archive. */
  long bytesOfAll();

  /**
   * Streams that are not soft-deleted, with keys above {@code after}, in the order of their keys,
   * at most {@code limit}.
   *
   * @param after 0 to begin with
   */
  List<LiveStream> liveStreams(long after, int limit);

  /**
   * Paths above {@code after} of streams that are not soft-deleted, those that begin with {@code
   * prefix}, in an order that never changes, at most {@code limit}.
   *
   * @param prefix empty for all
   * @param after empty to begin with
   */
  List<StreamPath> livePaths(String prefix, String after, int limit);

  /** A stream that clients see. */
  record LiveStream(StreamKey key, StreamPath path, ContentType contentType, Instant createdAt) {}

  /**
   * Streams whose names begin with {@code prefix} and come after {@code after}, in the order of the
   * UTF-8 bytes of their names, at most {@code limit}; soft-deleted ones included.
   *
   * @param after empty to begin with
   */
  List<ListedStream> streamsNamed(String prefix, String after, int limit);

  /** The stream of that name; soft-deleted ones included. */
  default Optional<ListedStream> streamNamed(String name) {
    return streamsNamed(name, "", 1).stream()
        .filter(stream -> stream.path().value().equals(name))
        .findFirst();
  }

  /**
   * Streams whose origin is the stream {@code source}, with keys above {@code after}, in the order
   * of their keys, at most {@code limit}; soft-deleted ones included.
   *
   * @param after 0 to begin with
   */
  List<ListedStream> forksOf(StreamKey source, long after, int limit);

  /**
   * A stream in a list.
   *
   * @param hotBytes payload bytes in the hot log
   * @param coldBytes bytes of its objects in the archive
   */
  record ListedStream(
      StreamKey key,
      StreamPath path,
      ContentType contentType,
      Instant createdAt,
      Expiry expiry,
      Origin origin,
      Tail tail,
      boolean closed,
      boolean softDeleted,
      long hotBytes,
      long coldBytes) {}

  /** Totals of the whole store, for the status page. */
  Census census();

  /**
   * Totals of the whole store.
   *
   * @param streams streams that exist, soft-deleted ones included
   * @param forks those of them that share the beginning of another
   * @param hotRows rows in the hot log
   * @param hotBytes payload bytes in the hot log
   * @param pendingSegments sealed segments that are pending upload
   * @param pendingBytes their payload bytes
   * @param objects objects in the index
   * @param garbageObjects garbage objects that are still in the archive
   * @param fileBytes size of the store on disk, 0 when it has none
   */
  record Census(
      long streams,
      long forks,
      long hotRows,
      long hotBytes,
      long pendingSegments,
      long pendingBytes,
      long objects,
      long garbageObjects,
      long fileBytes) {}
}
