package durablestreams.conformance.service;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.List;
import java.util.Optional;

/** A store that does what another does; a test overrides what it wants to see or to spoil. */
abstract class ForwardingStore implements StreamStore {

  private final StreamStore inner;

  ForwardingStore(StreamStore inner) {
    this.inner = inner;
  }

  @Override
  public Optional<StoredStream> load(StreamPath path) {
    return inner.load(path);
  }

  @Override
  public Optional<StoredStream> load(StreamKey key) {
    return inner.load(key);
  }

  @Override
  public long highestKey() {
    return inner.highestKey();
  }

  @Override
  public long segmentFloor() {
    return inner.segmentFloor();
  }

  @Override
  public void commit(List<StreamChange> changes) {
    inner.commit(changes);
  }

  @Override
  public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
    return inner.readHot(key, from, to, maxBytes);
  }

  @Override
  public void close() {
    inner.close();
  }
}
