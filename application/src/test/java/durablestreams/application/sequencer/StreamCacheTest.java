package durablestreams.application.sequencer;

import static durablestreams.application.sequencer.Lane.appending;
import static durablestreams.application.sequencer.Lane.creating;
import static durablestreams.application.sequencer.Lane.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.Expiry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Eviction and weights of the cache of warm streams. */
@Timeout(60)
class StreamCacheTest {

  private static final long WARM = 64 << 10;

  private final Lane lane = new Lane(WARM);

  @AfterEach
  void close() {
    lane.close();
  }

  private StreamEntry find(String name) {
    return Objects.requireNonNull(lane.cache.find(path(name)));
  }

  private void createMany(int streams) {
    for (int i = 0; i < streams; i++) {
      lane.create("s" + i);
    }
  }

  @Test
  void aCrawlOfReadsStaysWithinTheShare() {
    createMany(2_000);
    for (int i = 0; i < 2_000; i++) {
      find("s" + i);
      assertThat(lane.cache.weight()).isLessThanOrEqualTo(WARM);
    }
    assertThat(lane.cache.size()).isBetween(10, 64);
  }

  @Test
  void aCrawlDoesNotDisplaceAStreamInUse() {
    createMany(500);
    StreamEntry used = find("s0");
    for (int i = 1; i < 500; i++) {
      find("s" + i);
      assertThat(find("s0")).isSameAs(used);
    }
  }

  @Test
  void anEntryThatIsPinnedIsNotEvicted() {
    createMany(500);
    boolean same =
        lane.sequencer.submit(batch -> {
          appending("s0", "x", null).decide(batch);
          StreamEntry pinned = batch.entryOf(Lane.required(batch, "s0").key());
          for (int i = 1; i < 500; i++) {
            find("s" + i);
          }
          return pinned == find("s0") && Lane.required(batch, "s0").tail().position() == 1;
        });
    assertThat(same).isTrue();
    assertThat(lane.tail("s0")).isEqualTo(1);
  }

  @Test
  void producersCountForTheWeightOfTheirStream() {
    lane.create("a");
    find("a");
    long before = lane.cache.weight();
    String longId = "p".repeat(200);
    for (int i = 0; i < 50; i++) {
      lane.sequencer.submit(appending("a", "x", new ProducerStamp(longId + i, 0, 0)));
    }
    assertThat(lane.cache.weight()).isGreaterThan(before + 50 * 200);
    lane.sequencer.submit(batch -> {
      batch.delete(Lane.required(batch, "a"));
      return true;
    });
    assertThat(lane.cache.weight()).isZero();
    assertThat(lane.cache.size()).isZero();
  }

  @Test
  void aStreamThatOutgrowsTheShareIsRefusedAndOthersGoOn() {
    lane.create("a");
    lane.create("b");
    int producers = 0;
    try {
      while (producers < 1_000) {
        String id = "p".repeat(200) + producers;
        lane.sequencer.submit(appending("a", "x", new ProducerStamp(id, 0, 0)));
        producers++;
      }
      throw new AssertionError("it does not fit");
    } catch (InsufficientMemoryException e) {
      assertThat(e).hasMessageContaining("memory");
    }
    assertThat(producers).isBetween(50, 400);
    assertThatThrownBy(() -> find("a")).isInstanceOf(InsufficientMemoryException.class);
    assertThat(lane.append("b", "x")).isEqualTo(1);
    assertThat(lane.cache.weight()).isLessThanOrEqualTo(WARM);
  }

  @Test
  void aDeadlineThatIsNotWrittenDownKeepsItsStreamUntilItIs() {
    createMany(200);
    List<String> sliding = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = "t" + i;
      lane.sequencer.submit(creating(name, new Expiry.Sliding(1_000)));
      sliding.add(name);
    }
    // Used a year from now, as far as the entries know; none of it is written down.
    Instant later = Instant.now().plusSeconds(31_536_000);
    List<String> touched = new ArrayList<>();
    for (String name : sliding) {
      try {
        StreamEntry entry = find(name);
        entry.touch(later);
        if (!entry.evicted()) {
          touched.add(name);
        }
      } catch (InsufficientMemoryException e) {
        break;
      }
    }
    // Room is made by writing the deadlines down; until then there may be none.
    for (int i = 0; i < 200; i++) {
      boolean found = false;
      while (!found) {
        try {
          find("s" + i);
          found = true;
        } catch (InsufficientMemoryException e) {
          Thread.yield();
        }
      }
    }
    assertThat(touched).hasSizeGreaterThan(10);
    for (String name : touched) {
      StreamEntry entry = found(name);
      assertThat(entry.expiredAt(later)).as(name).isFalse();
    }
  }

  private StreamEntry found(String name) {
    while (true) {
      try {
        return find(name);
      } catch (InsufficientMemoryException e) {
        Thread.yield();
      }
    }
  }

  @Test
  void aLookUpLoadsOnceHoweverOftenStreamsAreEvicted() {
    createMany(200);
    StreamEntry other = find("s199");
    int before = lane.store.loads.get();
    for (int i = 0; i < 50; i++) {
      String name = "s" + i;
      // Evicts the stream, as if it had been there, while it is loaded.
      lane.store.duringLoad = () -> lane.cache.evict(stored(name));
      StreamEntry loaded = find(name);
      assertThat(loaded.committed().path()).isEqualTo(path(name));
      assertThat(loaded.evicted()).isTrue();
    }
    lane.store.duringLoad = () -> {};
    assertThat(lane.store.loads.get() - before).isEqualTo(50);
    assertThat(other.evicted()).isFalse();
  }

  private StreamEntry stored(String name) {
    return new StreamEntry(lane.store.loadForCommit(path(name)).orElseThrow());
  }

  @Test
  void threadsThatLookForTheSameColdStreamShareALoad() throws Exception {
    createMany(200);
    String name = "s0";
    lane.cache.evict(find(name));
    int before = lane.store.loads.get();
    Phaser loading = new Phaser(1);
    lane.store.duringLoad = () -> loading.awaitAdvance(0);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<StreamEntry>> found = new ArrayList<>();
      Future<StreamEntry> first = readers.submit(() -> find(name));
      while (lane.store.loads.get() == before) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 20; i++) {
        found.add(readers.submit(() -> find(name)));
      }
      loading.arrive();
      for (Future<StreamEntry> each : found) {
        assertThat(each.get()).isSameAs(first.get());
      }
    }
    assertThat(lane.store.loads.get()).isEqualTo(before + 1);
  }

  @Test
  void whatTheCallerLoadedTheLaneDoesNotLoad() {
    createMany(200);
    int before = lane.store.laneLoads.get();
    for (int i = 0; i < 200; i++) {
      assertThat(lane.sequencer.preload(path("s" + i))).isTrue();
      lane.append("s" + i, "x");
    }
    assertThat(lane.store.laneLoads.get()).isEqualTo(before);
    assertThat(lane.sequencer.preload(path("absent"))).isFalse();
  }
}
