package durablestreams.adapters.memory;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.List;
import java.util.Optional;

/**
 * A stream store on the heap, lost when the process ends.
 *
 * <p>A commit whose changes contradict the stored state changes nothing: a name that is taken, a
 * stream that is gone, an append that does not start at the tail. Commits drop the rows that they
 * make superfluous, so there is no housekeeping.
 */
public final class InMemoryStreamStore implements StreamStore {

  private final HeapState heap;

  public InMemoryStreamStore(HeapState heap) {
    this.heap = heap;
  }

  @Override
  public Optional<StoredStream> load(StreamPath path) {
    return heap.read(
        () -> Optional.ofNullable(heap.names.get(path.value())).map(HeapStream::stored));
  }

  @Override
  public Optional<StoredStream> load(StreamKey key) {
    return heap.read(() -> Optional.ofNullable(heap.streams.get(key)).map(HeapStream::stored));
  }

  @Override
  public long highestKey() {
    return heap.read(heap::highestKey);
  }

  @Override
  public long segmentFloor() {
    return heap.read(heap::segmentFloor);
  }

  @Override
  public void commit(List<StreamChange> changes) {
    heap.commit(changes, null);
  }

  @Override
  public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
    return heap.read(() -> {
      HeapStream stream = heap.streams.get(key);
      return stream == null ? new HotRead.Offloaded() : stream.read(from, to, maxBytes);
    });
  }

  /** Does nothing; the garbage collector frees the heap. */
  @Override
  public void close() {}
}
