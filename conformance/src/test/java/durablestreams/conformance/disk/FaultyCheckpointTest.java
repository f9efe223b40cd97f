package durablestreams.conformance.disk;

import static durablestreams.conformance.harness.TestStream.TEXT;

import durablestreams.conformance.harness.FaultyDisk;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the write-ahead log cannot be moved into the database file. */
@Timeout(180)
class FaultyCheckpointTest {

  private static final String FILE = "streams.db";

  @TempDir private static Path folder;

  private FaultyDisk disk;
  private ServerProcess server;
  private TestStream stream;

  @BeforeEach
  void start() {
    disk = FaultyDisk.compiledInto(folder);
    server = ServerProcess.start(disk.under(ServerCommand.store("sqlite").with("--archive=none")));
    stream = server.server().stream("a").created(TEXT);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private String status() {
    return server.server().request("GET", "/status").send().expect(200).text();
  }

  private Traffic traffic() {
    return new Traffic(stream, 8, "0123456789abcdef".repeat(4 << 10));
  }

  private void awaitProblem() {
    Traffic.await("problem", () -> status().contains("\"storeProblem\":\"checkpoints"));
  }

  /** How many attempts to write failed. */
  private long attempts() {
    return server
        .output()
        .lines()
        .filter(line -> line.contains(" nothing can be written: "))
        .count();
  }

  /** Until several checkpoints ran, and the log began anew. */
  private void recover(Traffic traffic) {
    disk.heal();
    Traffic.await("recovery", () -> status().contains("\"storeProblem\":\"\""));
    int before = traffic.acknowledged();
    Traffic.await("checkpoints", () -> traffic.acknowledged() > before + 1_000);
    traffic.close();
  }

  private void checkNowAndAfterAKill(Traffic traffic) {
    traffic.check();
    server.kill9();
    server.restart();
    traffic.check();
    stream.append(TEXT, "after");
  }

  @Test
  void whileTheFileCannotBeWrittenAppendsGoOnAndTheStatusSaysSo() {
    try (Traffic traffic = traffic()) {
      disk.failWrites(FaultyDisk.EIO, FILE);
      awaitProblem();
      int before = traffic.acknowledged();
      Traffic.await("appends", () -> traffic.acknowledged() > before + 50);
      stream.head().expect(200);
      recover(traffic);
      checkNowAndAfterAKill(traffic);
    }
  }

  @Test
  void pagesThatAFailedFsyncLostAreMovedAgain() {
    try (Traffic traffic = traffic()) {
      disk.failFsyncsAndLoseWrites(FaultyDisk.EIO, FILE);
      awaitProblem();
      Traffic.await("a failed fsync", () -> server.output().contains("log is read anew"));
      stream.head().expect(200);
      // Pages are lost only where a fsync fails after them.
      disk.failFsyncs(FaultyDisk.EIO, FILE);
      long attempts = attempts();
      Traffic.await("attempts", () -> attempts() > attempts + 1);
      recover(traffic);
      checkNowAndAfterAKill(traffic);
    }
  }
}
