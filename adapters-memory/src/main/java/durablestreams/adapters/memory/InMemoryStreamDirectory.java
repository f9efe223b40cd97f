package durablestreams.adapters.memory;

import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.ObjectSpan;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The directory of an {@link InMemoryStreamStore} on the same {@link HeapState}. */
public final class InMemoryStreamDirectory implements StreamDirectory {

  /** The order of names in a file. */
  private final HeapState heap;

  public InMemoryStreamDirectory(HeapState heap) {
    this.heap = heap;
  }

  @Override
  public Optional<SealedSegment> segment(StreamKey key, long number) {
    return heap.read(
        () -> Optional.ofNullable(heap.streams.get(key)).flatMap(s -> s.segment(number)));
  }

  @Override
  public List<SealedSegment> segmentsFrom(StreamKey key, long position, int limit) {
    return heap.read(() ->
        Optional.ofNullable(heap.streams.get(key))
            .map(s -> s.segmentsFrom(position, limit))
            .orElse(List.of()));
  }

  @Override
  public List<StoredObject> objectsFrom(StreamKey key, long position, int limit) {
    return heap.read(() ->
        Optional.ofNullable(heap.streams.get(key))
            .map(s -> s.objectsFrom(position, limit))
            .orElse(List.of()));
  }

  @Override
  public List<ObjectSpan> objects(long key, long start, int limit) {
    return heap.read(() ->
        heap.archived.tailMap(new StreamKey(Math.max(1, key)), true).values().stream()
            .flatMap(stream ->
                stream.state.key().value() == key
                    ? stream.objectsFrom(start, limit).stream().filter(o -> o.start() >= start)
                    : stream.objects.stream())
            .map(StoredObject::span)
            .limit(limit)
            .toList());
  }

  @Override
  public List<StreamKey> keysWithObjects(long after, int limit) {
    return heap.read(() ->
        (after > 0 ? heap.archived.tailMap(new StreamKey(after), false) : heap.archived)
            .keySet().stream().limit(limit).toList());
  }

  @Override
  public List<StoredObject> newestObjects(int limit) {
    return heap.read(() ->
        heap.archived.descendingMap().values().stream()
            .filter(stream -> !stream.objects.isEmpty())
            .limit(limit)
            .map(stream -> stream.objects.getLast())
            .toList());
  }

  @Override
  public List<StreamKey> expired(Instant now, int limit) {
    return heap.read(() ->
        heap.deadlines.stream()
            .takeWhile(deadline -> !deadline.at().isAfter(now))
            .limit(limit)
            .map(HeapState.Deadline::key)
            .toList());
  }

  @Override
  public List<LiveStream> liveStreams(long after, int limit) {
    return heap.read(() ->
        (after > 0 ? heap.byKey.tailMap(new StreamKey(after), false) : heap.byKey)
            .values().stream()
                .map(stream -> stream.state)
                .filter(state -> !state.softDeleted())
                .limit(limit)
                .map(state ->
                    new LiveStream(
                        state.key(), state.path(), state.contentType(), state.createdAt()))
                .toList());
  }

  @Override
  public List<StreamPath> livePaths(String prefix, String after, int limit) {
    String from = HeapState.compareNames(after, prefix) < 0 ? prefix : after;
    return heap.read(() ->
        heap.names.tailMap(from, true).values().stream()
            .map(stream -> stream.state)
            .takeWhile(state -> state.path().value().startsWith(prefix))
            .filter(state -> !state.softDeleted() && !state.path().value().equals(after))
            .limit(limit)
            .map(StreamState::path)
            .toList());
  }

  @Override
  public int streamsOf(String tenant, int atMost) {
    return heap.read(() -> Math.min(atMost, heap.tenants.getOrDefault(tenant, 0)));
  }

  @Override
  public long bytesOf(String tenant) {
    return heap.read(() ->
        heap.streams.values().stream()
            .filter(stream -> !tenant.isEmpty() && stream.tenant.equals(tenant))
            .mapToLong(HeapStream::bytes)
            .sum());
  }

  @Override
  public long bytesOfAll() {
    return heap.read(() -> heap.streams.values().stream().mapToLong(HeapStream::bytes).sum());
  }

  @Override
  public List<ListedStream> forksOf(StreamKey source, long after, int limit) {
    return heap.read(() ->
        (after > 0
                ? heap.forksOf(source).tailMap(new StreamKey(after), false)
                : heap.forksOf(source))
            .values().stream().limit(limit).map(InMemoryStreamDirectory::listed).toList());
  }

  @Override
  public List<ListedStream> streamsNamed(String prefix, String after, int limit) {
    boolean begins = HeapState.compareNames(after, prefix) < 0;
    return heap.read(() ->
        heap.names.tailMap(begins ? prefix : after, begins).values().stream()
            .takeWhile(stream -> stream.state.path().value().startsWith(prefix))
            .limit(limit)
            .map(InMemoryStreamDirectory::listed)
            .toList());
  }

  private static ListedStream listed(HeapStream stream) {
    StreamState state = stream.state;
    return new ListedStream(
        state.key(),
        state.path(),
        state.contentType(),
        state.createdAt(),
        state.expiry(),
        state.origin(),
        state.tail(),
        state.isClosed(),
        state.softDeleted(),
        stream.rows.stream().mapToLong(row -> row.batch().payloadBytes()).sum(),
        stream.objects.stream().mapToLong(StoredObject::size).sum());
  }

  @Override
  public Census census() {
    return heap.read(heap::census);
  }
}
