package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Creations of one fork that race each other, and the deletion of its source. */
class ForkRaceTest {
  private static final int THREADS = 16;
  private static final int RACES_PER_THREAD = 12;
  private static final int KILLS = 3;

  private final ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor();
  private final long seed = Seeds.next("fork races");
  private final Random random = new Random(seed);

  private interface Work {
    void on(ForkRace race) throws Exception;
  }

  @Test
  void oneCreationMakesTheForkAndNothingIsLeftInTheEnd() throws Exception {
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("sqlite"))) {
      races(
          process,
          "race",
          race -> {
            race.prepare().run(racers);
            race.check();
            race.cleanUp();
          });
      nothingIsLeft(process);
      process.stop();
    }
  }

  @Test
  void aKillInTheMiddleLeavesAForkThatWorksOrNone() throws Exception {
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("sqlite"))) {
      for (int kill = 0; kill < KILLS; kill++) {
        int last = random.nextInt(THREADS, THREADS * RACES_PER_THREAD / 2);
        List<ForkRace> run = new ArrayList<>();
        var count = new AtomicInteger();
        races(
            process,
            "kill" + kill,
            race -> {
              if (!process.isAlive() || !prepared(race)) {
                return;
              }
              synchronized (run) {
                run.add(race);
              }
              if (count.incrementAndGet() == last) {
                process.kill9();
              }
              race.run(racers);
            });
        process.restart();
        run.forEach(ForkRace::check);
        StoreAudit.check(process.data());
        run.forEach(ForkRace::cleanUp);
      }
      process.stop();
    }
  }

  /** Whether the source could be made before the server was gone. */
  private static boolean prepared(ForkRace race) {
    try {
      race.prepare();
      return true;
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }

  private void races(ServerProcess process, String name, Work work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        var own = new Random(random.nextLong());
        String prefix = name + "/" + thread + "/";
        tasks.add(() -> {
          for (int i = 0; i < RACES_PER_THREAD; i++) {
            work.on(new ForkRace(process.server(), prefix + i, own.nextInt(3) > 0, own));
          }
          return true;
        });
      }
      for (Future<Boolean> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + seed + ": " + e.getCause().getMessage(), e.getCause());
    }
  }

  private static void nothingIsLeft(ServerProcess process) throws Exception {
    try (StoreAudit audit = StoreAudit.of(process.data())) {
      audit.everythingFits();
      assertThat(audit.streams()).as("streams that are left").isEmpty();
    }
  }
}
