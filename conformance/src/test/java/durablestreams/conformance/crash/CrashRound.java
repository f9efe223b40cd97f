package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run of {@value #APPENDS} appends over {@value #WRITERS} connections with a kill in the
 * middle. Every writer has a stream of its own and shares two with all others, one of bytes and one
 * of JSON; every other writer is a producer.
 */
public final class CrashRound {
  public static final int APPENDS = 2_000;
  private static final int WRITERS = 16;

  private final ServerCommand command;
  private final long seed;
  private final Random random;
  private final List<StreamLedger> ledgers = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();

  public CrashRound(ServerCommand command, long seed) {
    this.command = command;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * Kills, restarts, checks, goes on to the end, restarts in peace, checks again. Gives the number
   * of appends tried.
   */
  public int run() throws Exception {
    try (ServerProcess process = ServerProcess.start(command)) {
      prepare(process);
      var lifecycles = new Lifecycles(process.server());
      int killAt = random.nextInt(APPENDS / 5, APPENDS * 4 / 5);
      var count = new AtomicInteger();
      Callable<Void> lifecycle =
          () -> {
            lifecycles.runUntilTheEnd();
            return null;
          };
      appendAll(
          () -> {
            if (count.incrementAndGet() == killAt) {
              process.kill9();
            }
          },
          List.of(lifecycle));
      assertThat(count.get())
          .as("acknowledgements before the kill, seed %s", seed)
          .isGreaterThanOrEqualTo(killAt)
          .isLessThan(APPENDS);

      process.restart();
      checkAll(process, 1);
      int events = lifecycles.check();
      retriesAreDuplicates(process);

      appendAll(count::incrementAndGet, List.of());
      assertThat(writers)
          .as("writers that the restarted server served to the end")
          .allMatch(w -> w.sent() == APPENDS / WRITERS);
      process.stop();
      process.restart();
      checkAll(process, 9);
      lifecycles.check();
      System.out.printf(
          "seed %d: killed at %d acknowledgements, %d creations, closes and deletions%n",
          seed, killAt, events);
      return APPENDS;
    }
  }

  private void prepare(ServerProcess process) {
    StreamLedger bytes = ledger(process, TestStream.BYTES);
    StreamLedger json = ledger(process, TestStream.JSON);
    for (int i = 0; i < WRITERS; i++) {
      StreamLedger own = ledger(process, i % 4 < 2 ? TestStream.BYTES : TestStream.JSON);
      writers.add(
          new Writer(
              "w" + i, i % 2 == 0, List.of(own, own, bytes, json), new Random(random.nextLong())));
    }
  }

  private StreamLedger ledger(ServerProcess process, String contentType) {
    var ledger =
        new StreamLedger(process.server().unusedStream().created(contentType), contentType);
    ledgers.add(ledger);
    return ledger;
  }

  private void appendAll(Writer.Acknowledgements acknowledgements, List<Callable<Void>> others)
      throws Exception {
    var tasks = new ArrayList<>(others);
    for (Writer writer : writers) {
      tasks.add(() -> {
        writer.appendUntil(APPENDS / WRITERS, acknowledgements);
        return null;
      });
    }
    together(tasks);
  }

  private void together(List<Callable<Void>> tasks) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + seed + ": " + e.getCause().getMessage(), e.getCause());
    }
  }

  private void checkAll(ServerProcess process, int stride) throws Exception {
    List<Callable<Void>> checks = new ArrayList<>();
    for (StreamLedger ledger : ledgers) {
      checks.add(() -> {
        try (var connection = process.server().connect()) {
          new LedgerCheck(ledger, connection, stride).run();
        }
        return null;
      });
    }
    try {
      together(checks);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + process.output(), e);
    }
  }

  /**
   * Whatever a producer sends again that was acknowledged before the crash is known, and changes
   * nothing.
   */
  private void retriesAreDuplicates(ServerProcess process) throws Exception {
    try (var connection = process.server().connect()) {
      for (Writer writer : writers) {
        for (StreamLedger ledger : ledgers) {
          List<Acknowledged> mine = writer.isProducer() ? writer.acknowledgedIn(ledger) : List.of();
          for (Acknowledged append : mine) {
            HttpReply reply =
                writer
                    .request(ledger, append.message(), append.seq())
                    .sendOn(connection)
                    .expect(204);
            assertThat(Long.parseLong(reply.required("Producer-Seq")))
                .as("highest accepted sequence, seed %s", seed)
                .isGreaterThanOrEqualTo(mine.getLast().seq());
          }
        }
      }
    }
    checkAll(process, 9);
  }
}
