package durablestreams.conformance.cold;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.fault.FaultPoint;
import durablestreams.conformance.crash.ClientCrowd;
import durablestreams.conformance.crash.RegistryLog;
import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.crash.StoreAudit;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ends the server between any two steps of sealing, uploading, publishing, compacting and deleting,
 * while clients create, append, fork, close and delete. Nothing acknowledged is missing afterwards,
 * every offset reads on, and no object is left that nobody knows.
 */
@Execution(ExecutionMode.CONCURRENT)
class ColdCrashTest {
  private static final int CLIENTS = 5;
  private static final int KILLED = 137;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private static ServerCommand serverFor(FaultPoint point) {
    return switch (point) {
      case AFTER_COMPACTION, AFTER_REPLACEMENT -> ColdServer.rotating().env("COMPACT_FROM", "2");
      default -> ColdServer.rotating();
    };
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_NONE,
      names = ".*(SUBSCRIPTION|ANNOUNCEMENT|CLAIM|ACKNOWLEDGEMENT|RELEASE).*")
  void aCrashAtAnyStepLosesNothingAndLeavesNothingBehind(FaultPoint point) throws Exception {
    long seed = Seeds.next("crashes at " + point);
    var random = new Random(seed);
    try (ColdServer server = ColdServer.start(ColdServer.rotating())) {
      ServerProcess process = server.process();
      var crowd = new ClientCrowd(process, "client", CLIENTS, random.nextLong());
      // Segments and objects to begin with, so that every step has something to work on.
      crowd.change(150);
      crashAt(point, 1, server, crowd, ColdServer.rotating());
      crashAt(point, random.nextInt(2, 7), server, crowd, serverFor(point));
      server.settle();
      crowd.checkAll();
      server.stopAndVerify(serverFor(point));
    }
  }

  /** Lets the server go on until it dies at the point, and its successor show what it knows. */
  private static void crashAt(
      FaultPoint point, int hit, ColdServer server, ClientCrowd crowd, ServerCommand successor)
      throws Exception {
    ServerProcess process = server.process();
    if (process.isAlive()) {
      process.kill9();
    }
    ServerCommand command = serverFor(point);
    // There is work to do from the first moment on, so it may die before a client can reach it.
    if (process.survivesRestart(
        command.javaOptions("-Ddurablestreams.fault=" + point + ":" + hit))) {
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      crowd.change(count -> System.nanoTime() < deadline);
    }
    assertThat(process.awaitExit()).as(process::output).isEqualTo(KILLED);
    process.restart(successor);
    crowd.checkAll();
    StoreAudit.check(process.data());
  }

  @Test
  void killsAtAnyTimeLoseNothingAndLeaveNothingBehind() throws Exception {
    var random = new Random(Seeds.next("random kills of the cold tier"));
    ServerCommand command =
        ColdServer.rotating().env("COMPACT_FROM", "2").env("READ_MAX_BYTES", "512");
    try (ColdServer server = ColdServer.start(command)) {
      ServerProcess process = server.process();
      var crowd = new ClientCrowd(process, "client", CLIENTS, random.nextLong());
      for (int kill = 0; kill < 3; kill++) {
        int last = random.nextInt(100, 600);
        crowd.change(count -> {
          if (count == last) {
            process.kill9();
          }
          return true;
        });
        process.restart();
        crowd.checkAll();
      }
      server.settle();
      crowd.checkAll();
      crowd.deleteAll();
      server.settle();
      crowd.checkAll();
      assertThat(RegistryLog.read(process.server()).endedLives())
          .as("lives the registry tells of")
          .isEqualTo(crowd.creations());
      assertThat(server.stored())
          .as("objects but those of the registry")
          .allMatch(name -> name.startsWith("stream/X19yZWdpc3RyeV9f/"));
      server.stopAndVerify(command);
    }
  }
}
