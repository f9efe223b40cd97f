package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamStore;
import durablestreams.application.port.StreamStore.Conflict;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the store in memory refuses: more than it may hold, and changes that do not fit. */
class HeapStateTest {

  private final StreamFixtures streams = new StreamFixtures();

  private static StorePorts holding(long maxBytes) {
    HeapState heap = new HeapState(maxBytes);
    return new StorePorts(
        new InMemoryStreamStore(heap),
        new InMemoryStreamDirectory(heap),
        new InMemoryMaintenanceQueue(heap));
  }

  @Test
  void aCommitBeyondTheLimitFailsAsAWhole() {
    StorePorts ports = holding(10_000);
    StreamKey key = streams.create("a");
    streams.append(key, "x".repeat(1_000));
    ports.store().commit(streams.take());
    var before = ports.store().load(key);

    streams.append(key, "fits");
    streams.append(key, "x".repeat(9_000));
    List<StreamChange> changes = streams.take();
    assertThatThrownBy(() -> ports.store().commit(changes))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("10000 bytes");
    assertThat(ports.store().load(key)).isEqualTo(before);
    assertThat(ports.directory().census().hotBytes()).isEqualTo(1_000);
  }

  @Test
  void smallThingsCountToo() {
    StorePorts ports = holding(100_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                streams.create("stream " + i);
                ports.store().commit(streams.take());
              }
            })
        .isInstanceOf(StoreFailedException.class);
    assertThat(ports.directory().census().streams()).isBetween(50L, 100L);
  }

  @Test
  void aFullStoreStillDeletesAndThenHasRoom() {
    StorePorts ports = holding(10_000);
    for (int i = 0; i < 100; i++) {
      StreamKey key = streams.create("a");
      streams.append(key, "x".repeat(8_000));
      ports.store().commit(streams.take());
      streams.delete(key);
      ports.store().commit(streams.take());
      streams.delivered(Long.MAX_VALUE);
      ports.store().commit(streams.take());
      ModelCheck.check(ports, streams.model());
    }
  }

  @Test
  void aLimitIsPositive() {
    assertThatThrownBy(() -> new HeapState(0)).hasMessageContaining("at least one byte");
  }

  @Test
  void changesThatDoNotFitAreAConflict() {
    StorePorts ports = holding(1_000_000);
    StreamKey key = streams.create("a");
    streams.append(key, "x");
    List<StreamChange> create = streams.take();
    assertThat(ports.store().commit(create)).isEqualTo(StreamStore.COMMITTED);
    assertThat(ports.store().commit(create)).isEqualTo(new Conflict(key));

    streams.append(key, "y");
    List<StreamChange> append = streams.take();
    assertThat(ports.store().commit(append)).isEqualTo(StreamStore.COMMITTED);
    assertThat(ports.store().commit(append)).as("not at the tail").isEqualTo(new Conflict(key));

    streams.close(key, null);
    List<StreamChange> close = streams.take();
    streams.fork("fork", key);
    List<StreamChange> fork = streams.take();
    var purge = List.<StreamChange>of(new StreamChange.Purged(key));
    assertThat(ports.store().commit(purge)).isEqualTo(StreamStore.COMMITTED);
    assertThat(ports.store().commit(purge)).isEqualTo(new Conflict(key));
    assertThat(ports.store().commit(close)).isEqualTo(new Conflict(key));
    assertThat(ports.store().commit(fork)).as("no source").isEqualTo(new Conflict(key));
    assertThat(ports.directory().census().streams()).isZero();
  }
}
