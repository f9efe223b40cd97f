package durablestreams.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.port.SegmentArchive;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Model check of the complete application: random creations, appends, closes, forks, deletes,
 * expiries, restarts and reads, with tiny segments so that everything rotates constantly.
 *
 * <p>After every run, each stream of the model reads back in full from every offset that was
 * returned, deleted streams are gone, and the store holds no orphaned data. Every assertion names
 * the seed; {@code -Dmodel.seed} shifts it.
 */
public abstract class ServerModelContract {

  private static final int STEPS = 1_500;
  private static final int PATHS = 12;

  /** A new store without any streams. */
  protected abstract StorePorts open();

  /**
   * The same store after the process ended and began again; one that forgets returns {@code ports}.
   */
  protected abstract StorePorts reopen(StorePorts ports);

  /** A new archive without any objects. */
  protected abstract SegmentArchive openArchive();

  @RepeatedTest(4)
  void agreesWithTheModel(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition() * 7_919L + Long.getLong("model.seed", 0);
    var clock = new ManualInstants(Instant.parse("2025-06-01T00:00:00Z"));
    try (var server = new RotatingServer(open(), openArchive(), clock)) {
      var run = new Run(server, new PlainStreams(clock), new Random(seed), "seed " + seed);
      for (int step = 0; step < STEPS; step++) {
        run.step();
      }
      run.checks.everythingReadsOn();
      run.checks.computedOffsetsReadFromTheStartOfTheAppend();
      run.deleteEverything();
    }
  }

  private final class Run {
    private final RotatingServer server;
    private final PlainStreams streams;
    private final Random random;
    private final String seed;
    private final RandomUse use;
    private final ReadChecks checks;

    Run(RotatingServer server, PlainStreams streams, Random random, String seed) {
      this.server = server;
      this.streams = streams;
      this.random = random;
      this.seed = seed;
      this.use = new RandomUse(server, streams, random, seed);
      this.checks = new ReadChecks(server, streams, seed);
    }

    void step() {
      int kind = random.nextInt(100);
      String path = path();
      if (kind < 12) {
        use.create(path);
      } else if (kind < 55) {
        use.append(path);
      } else if (kind < 58) {
        use.close(path);
      } else if (kind < 70) {
        use.fork(path, path());
      } else if (kind < 76) {
        use.delete(path);
      } else if (kind < 79) {
        streams.advance(Duration.ofSeconds(random.nextInt(1, 40)));
      } else if (kind < 80) {
        restart();
      } else {
        read(path);
      }
    }

    private String path() {
      return "s" + random.nextInt(PATHS);
    }

    private void restart() {
      server.restart(ServerModelContract.this::reopen);
      // Sliding lives may last a little longer after a restart: settle them before going on.
      streams.living().stream().filter(s -> s.ttlSeconds > 0).forEach(checks::isThere);
    }

    private void read(String path) {
      PlainStream known = streams.at(path);
      if (known == null || known.softDeleted) {
        checks.isNotThere(path);
        return;
      }
      List<String> tokens = List.copyOf(known.offsets.keySet());
      checks.readsOn(known, tokens.get(random.nextInt(tokens.size())));
    }

    /** Purged means gone: rows, segments, objects and names. */
    private void deleteEverything() {
      while (!streams.living().isEmpty()) {
        streams.living().forEach(stream -> use.delete(stream.path));
      }
      assertThat(streams.isEmpty()).as("%s: nothing is left in the model", seed).isTrue();
      assertThat(server.streams()).as("%s: streams", seed).isZero();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!server.objects().isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(server.objects()).as("%s: orphaned objects", seed).isEmpty();
    }
  }
}
