package durablestreams.application.sequencer;

import static durablestreams.application.sequencer.Lane.appending;
import static durablestreams.application.sequencer.Lane.creating;
import static durablestreams.application.sequencer.Lane.path;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Stream cache under concurrent writes, reads and evictions: a look-up never returns a state older
 * than the last acknowledgement before it began, nor a stream that was replaced by then.
 */
@Timeout(120)
class StreamCacheModelTest {

  private static final int STREAMS = 60;
  private static final int WRITES = 3_000;

  /** Room for about 20 streams, so that there are evictions all the time. */
  private static final long WARM = 24 << 10;

  /** Keys are given from here on. */
  private static final long FIRST_KEY =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minusSeconds(1));

  /** The rank of each stream after the last write that was acknowledged; 0 without a stream. */
  private final AtomicLongArray acknowledged = new AtomicLongArray(STREAMS);

  private volatile boolean writing = true;

  private static String name(int stream) {
    return "s" + stream;
  }

  /** Grows with every change of the stream, and from one that is deleted to the next. */
  private static long rank(StreamState state) {
    return ((state.key().value() - FIRST_KEY) << 16) + state.tail().position();
  }

  @Test
  void lookUpsAreNeverOutOfDate() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("StreamCacheModelTest: -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    try (Lane lane = new Lane(WARM);
        ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int part = i;
        SplittableRandom mine = random.split();
        done.add(threads.submit(() -> write(lane, mine, part)));
      }
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SplittableRandom mine = random.split();
        readers.add(threads.submit(() -> read(lane, mine)));
      }
      try {
        for (Future<?> each : done) {
          each.get();
        }
      } finally {
        writing = false;
      }
      for (Future<Integer> each : readers) {
        assertThat(each.get()).as("seed %d", seed).isPositive();
      }
      for (int stream = 0; stream < STREAMS; stream++) {
        StreamEntry entry = lane.cache.find(path(name(stream)));
        assertThat(entry == null ? 0 : rank(entry.committed()))
            .as("seed %d, stream %d", seed, stream)
            .isEqualTo(acknowledged.get(stream));
      }
      assertThat(lane.cache.weight()).isLessThanOrEqualTo(WARM);
    }
  }

  /** Each writer has streams of its own. */
  private boolean write(Lane lane, SplittableRandom random, int part) {
    for (int i = 0; i < WRITES; i++) {
      int stream = random.nextInt(STREAMS / 2) * 2 + part;
      int what = random.nextInt(20);
      if (what == 0 && acknowledged.get(stream) != 0) {
        acknowledged.set(stream, 0);
        lane.sequencer.submit(batch -> {
          batch.delete(Lane.required(batch, name(stream)));
          return true;
        });
      } else {
        StreamState state =
            lane.sequencer.submit(batch -> {
              creating(name(stream), null).decide(batch);
              appending(name(stream), "x", null).decide(batch);
              return Lane.required(batch, name(stream));
            });
        acknowledged.set(stream, rank(state));
      }
    }
    return true;
  }

  private int read(Lane lane, SplittableRandom random) {
    int reads = 0;
    while (writing) {
      int stream = random.nextInt(STREAMS);
      long atLeast = acknowledged.get(stream);
      StreamEntry entry = lane.cache.find(path(name(stream)));
      if (entry == null || entry.gone()) {
        // Only a delete, which takes the acknowledgements back first, explains that.
        if (atLeast != 0 && acknowledged.get(stream) == atLeast) {
          throw new AssertionError("stream " + stream + " is missing");
        }
      } else {
        long seen = rank(entry.committed());
        if (seen < atLeast) {
          throw new AssertionError("stream " + stream + ": " + seen + " after " + atLeast);
        }
        StreamEntry byKey = lane.cache.find(entry.key());
        if (byKey != null && rank(byKey.committed()) < seen) {
          throw new AssertionError("stream " + stream + " went back");
        }
      }
      reads++;
    }
    return reads;
  }
}
