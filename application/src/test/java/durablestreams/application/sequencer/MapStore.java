package durablestreams.application.sequencer;

import durablestreams.application.contract.StreamModel;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** In-memory store with injected load and commit failures. */
final class MapStore implements StreamStore {

  private final StreamModel model = new StreamModel();
  final Set<StreamPath> damaged = ConcurrentHashMap.newKeySet();
  final Set<StreamPath> damagedForCommits = ConcurrentHashMap.newKeySet();
  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger laneLoads = new AtomicInteger();
  final AtomicInteger commits = new AtomicInteger();
  volatile Runnable duringLoad = () -> {};
  volatile @Nullable Throwable commitFailure;

  @Override
  public Optional<StoredStream> load(StreamPath path) {
    loads.incrementAndGet();
    Optional<StoredStream> stored = stored(path);
    duringLoad.run();
    return stored;
  }

  @Override
  public Optional<StoredStream> load(StreamKey key) {
    loads.incrementAndGet();
    Optional<StoredStream> stored = stored(key);
    duringLoad.run();
    return stored;
  }

  @Override
  public Optional<StoredStream> loadForCommit(StreamPath path) {
    laneLoads.incrementAndGet();
    return stored(path);
  }

  @Override
  public Optional<StoredStream> loadForCommit(StreamKey key) {
    laneLoads.incrementAndGet();
    return stored(key);
  }

  private synchronized Optional<StoredStream> stored(StreamPath path) {
    check(path, damaged);
    return model.named(path).map(stream -> new StoredStream(stream.state(), stream.producers()));
  }

  private static void check(StreamPath path, Set<StreamPath> among) {
    if (among.contains(path)) {
      throw new DamagedDataException("the row of " + path.value() + " is damaged");
    }
  }

  private synchronized Optional<StoredStream> stored(StreamKey key) {
    return model.has(key) ? stored(model.stream(key).state().path()) : Optional.empty();
  }

  @Override
  public synchronized long highestKey() {
    return model.highestKey();
  }

  @Override
  public synchronized void commit(List<StreamChange> changes) {
    commits.incrementAndGet();
    for (StreamChange change : changes) {
      if (change instanceof StreamChange.Appended appended && model.has(appended.key())) {
        StreamPath path = model.stream(appended.key()).state().path();
        check(path, damaged);
        check(path, damagedForCommits);
      }
    }
    switch (commitFailure) {
      case null -> changes.forEach(model::apply);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }

  /** Names of all streams. */
  synchronized Set<StreamPath> names() {
    Set<StreamPath> names = new HashSet<>();
    model.streams().forEach(stream -> names.add(stream.state().path()));
    return names;
  }

  @Override
  public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
    throw new AssertionError("nothing is read");
  }

  @Override
  public void close() {}
}
