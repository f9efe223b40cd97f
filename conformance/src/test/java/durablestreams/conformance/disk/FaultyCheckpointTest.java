package durablestreams.conformance.disk;

import durablestreams.conformance.harness.FaultyDisk;
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

  private FaultyServer server;
  private FaultyDisk disk;
  private TestStream stream;

  @BeforeEach
  void start() {
    server = FaultyServer.start(folder, "--archive=none");
    disk = server.disk();
    stream = server.stream();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Traffic traffic() {
    return new Traffic(stream, 8, "0123456789abcdef".repeat(4 << 10));
  }

  private void awaitProblem() {
    Traffic.await("problem", () -> server.status().contains("\"storeProblem\":\"checkpoints"));
  }

  /** How many attempts to write failed. */
  private long attempts() {
    return server
        .process()
        .output()
        .lines()
        .filter(line -> line.contains(" Nothing can be written: "))
        .count();
  }

  /** Until several checkpoints ran, and the log began anew. */
  private void recover(Traffic traffic) {
    disk.heal();
    Traffic.await("recovery", () -> server.status().contains("\"storeProblem\":\"\""));
    int before = traffic.acknowledged();
    Traffic.await("checkpoints", () -> traffic.acknowledged() > before + 1_000);
    traffic.close();
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
      server.checkNowAndAfterAKill(traffic);
    }
  }

  @Test
  void pagesThatAFailedFsyncLostAreMovedAgain() {
    try (Traffic traffic = traffic()) {
      disk.failFsyncsAndLoseWrites(FaultyDisk.EIO, FILE);
      awaitProblem();
      Traffic.await("a failed fsync", () -> server.process().output().contains("log is read anew"));
      stream.head().expect(200);
      // Pages are lost only where a fsync fails after them.
      disk.failFsyncs(FaultyDisk.EIO, FILE);
      long attempts = attempts();
      Traffic.await("attempts", () -> attempts() > attempts + 1);
      recover(traffic);
      server.checkNowAndAfterAKill(traffic);
    }
  }
}
