package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends the server between any two steps of a lineage's life, and looks at what its successor knows.
 */
class ForkCrashTest {
  /** So that nothing but the clients' changes is committed, and commits can be counted. */
  private static final ServerCommand SERVER =
      ServerCommand.store("sqlite").with("--registry=off", "--archive=none");

  private static final int KILLED = 137;
  private static final Duration LIFE = Duration.ofSeconds(4);
  private static final int CLIENTS = 6;
  private static final int KILLS = 4;

  private static ServerCommand dyingAt(String point, int times) {
    return SERVER.javaOptions("-Ddurablestreams.fault=" + point + ":" + times);
  }

  /** A commit that is written is there whole, though nobody got a reply. */
  @Test
  void aCrashAfterAnyCommitLeavesAllOfIt() throws Exception {
    crashAtEvery(1, "AFTER_COMMIT", true);
  }

  /** What the disk holds then is what the test above looks at; here it is about the reply. */
  @Test
  void aCrashBeforeACommitLeavesNothingOfIt() throws Exception {
    crashAtEvery(4, "BEFORE_COMMIT", false);
  }

  private static void crashAtEvery(int nth, String point, boolean written) throws Exception {
    int commit = nth;
    try (ServerProcess process = ServerProcess.start(dyingAt(point, commit))) {
      while (true) {
        Client client = new Client(process.server(), "c" + commit);
        ForkScript script = new ForkScript(client, commit % 2 == 0);
        if (client.outlives(script::run)) {
          break;
        }
        assertThat(process.awaitExit()).as(process::output).isEqualTo(KILLED);
        assertThat(client.changes()).as("changes before the crash").isEqualTo(commit - 1);
        commit += nth;
        process.restart(dyingAt(point, commit));
        assertThat(client.settle())
            .as("whether the change in flight took effect")
            .isEqualTo(Optional.of(written));
        client.check();
        StoreAudit.check(process.data());
      }
      assertThat(commit).as("commits of the script").isGreaterThan(20);
    }
  }

  /** The sweeper ends a source in a commit of its own; its fork reads on, whenever that crashes. */
  @ParameterizedTest
  @ValueSource(strings = {"BEFORE_COMMIT", "AFTER_COMMIT"})
  void aCrashAtTheExpiryOfASourceLeavesItToItsFork(String point) throws Exception {
    try (ServerProcess process = ServerProcess.start(dyingAt(point, 3))) {
      TestStream source = process.server().stream("mortal");
      TestStream fork = process.server().stream("fork");
      // The first request takes longest, and is not to take it from the source's life.
      source.head().expect(404);
      source
          .put(TestStream.TEXT)
          .header("Stream-Expires-At", Instant.now().plus(LIFE).toString())
          .body("inherited")
          .send()
          .expect(201);
      fork.request("PUT")
          .header("Stream-Forked-From", source.path())
          .header("Stream-TTL", "3600")
          .send()
          .expect(201);
      assertThat(process.awaitExit()).as(process::output).isEqualTo(KILLED);

      process.restart(SERVER);
      source.head().expect(410);
      assertThat(fork.from("-1").send().expect(200).text()).isEqualTo("inherited");
      StoreAudit.check(process.data());
      fork.delete().expect(204);
      source.head().expect(404);
      try (StoreAudit audit = StoreAudit.of(process.data())) {
        audit.everythingFits();
        assertThat(audit.streams()).as("streams that are left").isEmpty();
      }
      process.stop();
    }
  }

  /** Kills in the middle of what several clients do at once; in the end nothing is left. */
  @Test
  void killsAtAnyTimeLeaveWholeLineages() throws Exception {
    long seed = Seeds.next("random kills");
    var random = new Random(seed);
    ServerCommand command = ServerCommand.store("sqlite");
    try (ServerProcess process = ServerProcess.start(command)) {
      var crowd = new ClientCrowd(process, "client", CLIENTS, random.nextLong());
      for (int kill = 0; kill < KILLS; kill++) {
        int last = random.nextInt(100, 500);
        crowd.change(count -> {
          if (count == last) {
            process.kill9();
          }
          return true;
        });
        process.restart();
        crowd.checkAll();
        StoreAudit.check(process.data());
      }
      crowd.deleteAll();
      crowd.checkAll();
      try (StoreAudit audit = StoreAudit.of(process.data())) {
        audit.everythingFits();
        assertThat(audit.streams()).as("streams that are left").isEmpty();
        assertThat(audit.rows("producers")).isZero();
      }
      process.stop();
    }
  }
}
