package durablestreams.application.contract;

import static durablestreams.application.contract.ModelCheck.sent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotRead;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Contract of a store over many commits in random order, and under concurrent reads. */
abstract class StoreHistoryContract extends HotLogContract {

  private static final int READERS = 3;

  @Test
  void thousandsOfCommitsAddUp() {
    List<StreamKey> keys = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      keys.add(streams.create("stream/" + i));
    }
    commit();
    for (int i = 0; i < 3_000; i++) {
      streams.append(keys.get(i % 200), "message " + i + "\n");
      if (i % 7 == 0) {
        streams.append(keys.get(0), "extra\n");
      }
      commit();
    }
  }

  @Test
  void aLongStreamIsReadPageByPage() {
    StreamKey key = streams.create("long");
    for (int i = 0; i < 2_000; i++) {
      streams.append(key, "line %06d\n".formatted(i));
      if (i % 10 == 0) {
        commit();
      }
    }
    commit();
    long tail = streams.state(key).tail().position();
    long at = 0;
    int pages = 0;
    StringBuilder all = new StringBuilder();
    while (at < tail) {
      List<MessageBatch> page = ModelCheck.found(store(), key, at, tail, 1_000);
      long units = page.stream().mapToLong(MessageBatch::units).sum();
      assertThat(units).isLessThanOrEqualTo(1_012);
      all.append(new String(sent(page), UTF_8));
      at += units;
      pages++;
    }
    assertThat(all).hasSize((int) tail).startsWith("line 000000\n").endsWith("line 001999\n");
    assertThat(pages).isEqualTo(24);
  }

  @Test
  void anyHistoryLeavesWhatTheModelKnows() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println(getClass().getSimpleName() + ": -Dseed=" + seed);
    Random random = new Random(seed);
    RandomHistory history = new RandomHistory(streams, random);
    for (int i = 0; i < 2_000; i++) {
      history.step();
      if (random.nextInt(4) == 0) {
        commit();
      }
      if (random.nextInt(100) == 0) {
        commit();
        check();
      }
      if (random.nextInt(50) == 0) {
        reclaim(1 + random.nextInt(100));
      }
      if (random.nextInt(400) == 0) {
        commit();
        restart();
      }
    }
    commit();
    reclaimAll();
    check();
  }

  @Test
  void readersSeeWholeCommitsWhileOthersAreMade() throws Exception {
    StreamKey left = streams.create("left");
    StreamKey right = streams.create("right");
    StreamPath rightPath = streams.state(right).path();
    commit();
    Callable<Boolean> reader =
        () -> {
          long seen = 0;
          while (seen < 12_000) {
            StreamState state = store().load(left).orElseThrow().state();
            long tail = state.tail().position();
            assertThat(tail).isGreaterThanOrEqualTo(seen);
            assertThat(tail % 12).as("both appends of a commit").isZero();
            if (tail > seen) {
              HotRead read = store().readHot(left, seen, tail, Integer.MAX_VALUE);
              byte[] bytes = sent(((HotRead.Found) read).batches());
              assertThat(bytes.length).isEqualTo((int) (tail - seen));
              assertThat(new String(bytes, UTF_8)).isEqualTo(expected(seen, tail));
            }
            assertThat(store().load(rightPath)).isPresent();
            seen = tail;
          }
          return true;
        };
    during(
        reader,
        () -> {
          for (int i = 0; i < 1_000; i++) {
            streams.append(left, "%06d".formatted(2 * i));
            streams.append(right, "-");
            streams.append(left, "%06d".formatted(2 * i + 1));
            commit();
          }
        });
  }

  private static String expected(long from, long to) {
    StringBuilder text = new StringBuilder();
    for (long i = from / 6; i < to / 6; i++) {
      text.append("%06d".formatted(i));
    }
    return text.toString();
  }

  @Test
  void readersNeverMeetAHoleWhileRowsAreOffloaded() throws Exception {
    StreamKey key = streams.create("moving");
    streams.append(key, "%06d".formatted(0));
    commit();
    AtomicBoolean done = new AtomicBoolean();
    Callable<Boolean> reader =
        () -> {
          Random random = new Random(1);
          while (!done.get()) {
            long tail = store().load(key).orElseThrow().state().tail().position();
            long from = 6 * random.nextLong(tail / 6);
            switch (store().readHot(key, from, tail, 60)) {
              case HotRead.Offloaded ignored ->
                  assertThat(directory().objectsFrom(key, from, 1)).hasSize(1);
              case HotRead.Found(List<MessageBatch> batches) -> {
                byte[] bytes = sent(batches);
                assertThat(bytes).isNotEmpty();
                assertThat(new String(bytes, UTF_8)).isEqualTo(expected(from, from + bytes.length));
              }
            }
          }
          return true;
        };
    during(
        reader,
        () -> {
          try {
            for (int i = 1; i <= 600; i++) {
              streams.append(key, "%06d".formatted(i));
              commit();
              if (i % 20 == 0) {
                streams.offload(List.of(streams.seal(key)));
                commit();
              }
              reclaim(5);
            }
          } finally {
            done.set(true);
          }
        });
  }

  /** Runs {@code work} on this thread while several others run {@code reader} to its end. */
  private static void during(Callable<Boolean> reader, Runnable work) throws Exception {
    var started = new CountDownLatch(READERS);
    try (var executor = Executors.newFixedThreadPool(READERS)) {
      List<Future<Boolean>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(
            executor.submit(() -> {
              started.countDown();
              return reader.call();
            }));
      }
      try {
        started.await();
        work.run();
        for (Future<Boolean> result : readers) {
          assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
        }
      } finally {
        executor.shutdownNow();
      }
    }
  }
}
