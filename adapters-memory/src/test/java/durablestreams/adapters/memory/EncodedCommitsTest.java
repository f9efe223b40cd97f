package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamStoreContract;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.List;
import java.util.Optional;

/** A store that gets every commit as its encoding says it is. */
class EncodedCommitsTest extends StreamStoreContract {

  @Override
  protected StorePorts open() {
    StorePorts ports = InMemoryPorts.open();
    return new StorePorts(new EncodedStore(ports.store()), ports.directory(), ports.queue());
  }

  @Override
  protected StorePorts reopen(StorePorts ports) {
    return ports;
  }

  private record EncodedStore(StreamStore store) implements StreamStore {

    @Override
    public void commit(List<StreamChange> changes) {
      byte[] encoded = Commit.ofStreams(changes).encode();
      Commit decoded = Commit.decode(encoded);
      assertThat(decoded.subscriptions()).isEmpty();
      assertThat(decoded.encode()).isEqualTo(encoded);
      store.commit(decoded.streams());
    }

    @Override
    public Optional<StoredStream> load(StreamPath path) {
      return store.load(path);
    }

    @Override
    public Optional<StoredStream> load(StreamKey key) {
      return store.load(key);
    }

    @Override
    public long highestKey() {
      return store.highestKey();
    }

    @Override
    public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
      return store.readHot(key, from, to, maxBytes);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
