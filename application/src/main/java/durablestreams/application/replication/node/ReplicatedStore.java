package durablestreams.application.replication.node;

import durablestreams.application.UnavailableException;
import durablestreams.application.port.HotRange;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store of a node, whose commits go on the commit log first. */
public final class ReplicatedStore implements StreamStore {

  private final StreamStore local;
  private final ClusterNode node;

  public ReplicatedStore(StreamStore local, ClusterNode node) {
    this.local = local;
    this.node = node;
  }

  @Override
  public void commit(List<StreamChange> changes) {
    node.log().commit(Commit.ofStreams(changes));
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public void confirm() {
    node.log().confirm();
  }

  @Override
  public void published() {
    node.log().published();
  }

  @Override
  public @Nullable UnavailableException refusal() {
    return node.log().refusal();
  }

  @Override
  public Optional<StoredStream> load(StreamPath path) {
    return local.load(path);
  }

  @Override
  public Optional<StoredStream> load(StreamKey key) {
    return local.load(key);
  }

  @Override
  public Optional<StoredStream> loadForCommit(StreamPath path) {
    return local.loadForCommit(path);
  }

  @Override
  public Optional<StoredStream> loadForCommit(StreamKey key) {
    return local.loadForCommit(key);
  }

  @Override
  public long highestKey() {
    return local.highestKey();
  }

  @Override
  public long segmentFloor() {
    return local.segmentFloor();
  }

  @Override
  public String loss() {
    return local.loss();
  }

  @Override
  public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
    return local.readHot(key, from, to, maxBytes);
  }

  @Override
  public HotRead readHotWithin(StreamKey key, long from, long to, int maxBytes) {
    return local.readHotWithin(key, from, to, maxBytes);
  }

  @Override
  public long scanHot(List<HotRange> ranges, int maxBytes, HotSink sink) {
    return local.scanHot(ranges, maxBytes, sink);
  }

  @Override
  public String problem() {
    String problem = node.status().problem();
    return problem.isEmpty() ? local.problem() : problem;
  }

  @Override
  public void close() {
    local.close();
  }
}
