package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
  void changesThatContradictTheStoredStateAreRefused() {
    StorePorts ports = holding(1_000_000);
    StreamKey key = streams.create("a");
    streams.append(key, "x");
    List<StreamChange> create = streams.take();
    ports.store().commit(create);
    assertStale(() -> ports.store().commit(create), key);

    streams.append(key, "y");
    List<StreamChange> append = streams.take();
    ports.store().commit(append);
    assertStale(() -> ports.store().commit(append), key);

    streams.close(key, null);
    List<StreamChange> close = streams.take();
    streams.fork("fork", key);
    List<StreamChange> fork = streams.take();
    var purge = List.<StreamChange>of(new StreamChange.Purged(key));
    ports.store().commit(purge);
    assertStale(() -> ports.store().commit(purge), key);
    assertStale(() -> ports.store().commit(close), key);
    assertStale(() -> ports.store().commit(fork), key);
    assertThat(ports.directory().census().streams()).isZero();
  }

  private static void assertStale(ThrowingCallable commit, StreamKey key) {
    assertThatThrownBy(commit)
        .isInstanceOf(StaleStateException.class)
        .hasMessageContaining("stream " + key);
  }
}
