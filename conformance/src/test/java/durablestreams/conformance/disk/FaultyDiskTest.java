package durablestreams.conformance.disk;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.FaultyDisk;
import durablestreams.conformance.harness.TestStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told while the disk fails, and what is there afterwards. */
@Timeout(180)
class FaultyDiskTest {
  private static final String LOG = "streams.db-wal";
  private static final String FILE = "streams.db";

  @TempDir private static Path folder;

  private FaultyServer server;
  private FaultyDisk disk;
  private TestStream stream;

  @BeforeEach
  void start() {
    server = FaultyServer.start(folder);
    disk = server.disk();
    stream = server.stream();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void assertReadable() {
    stream.get("?offset=-1").send().expect(200);
    stream.head().expect(200);
    server.status();
  }

  @Test
  void aFailedFsyncLosesNothingAndStoresNothingThatWasRefused() {
    try (Traffic traffic = new Traffic(stream, 8)) {
      Traffic.await("appends", () -> traffic.acknowledged() > 50);
      disk.failFsyncs(FaultyDisk.EIO, LOG);
      Traffic.await("unknown", () -> traffic.unknown() > 0);
      Traffic.await("refused", () -> traffic.refused() > 20);
      assertReadable();
      disk.heal();
      int before = traffic.acknowledged();
      Traffic.await("recovery", () -> traffic.acknowledged() > before + 50);
      traffic.close();
      server.checkNowAndAfterAKill(traffic);
    }
  }

  @Test
  void aKillWhileFsyncsFailBringsNothingBackThatWasRefused() {
    try (Traffic traffic = new Traffic(stream, 8)) {
      Traffic.await("appends", () -> traffic.acknowledged() > 50);
      disk.failFsyncs(FaultyDisk.EIO, LOG);
      Traffic.await("refused", () -> traffic.refused() > 20);
      server.process().kill9();
      traffic.close();
      disk.heal();
      server.process().restart();
      traffic.check();
    }
  }

  @Test
  void onAFullDiskReadsGoOnAndAppendsAreRefused() {
    try (Traffic traffic = new Traffic(stream, 8)) {
      Traffic.await("appends", () -> traffic.acknowledged() > 50);
      disk.failWrites(FaultyDisk.ENOSPC, LOG, FILE);
      Traffic.await("refused", () -> traffic.refused() > 20);
      assertThat(traffic.unknown()).as("of unknown fate").isZero();
      assertReadable();
      Traffic.await("problem", () -> server.status().contains("the disk is full\",\"storeLoss"));
      disk.heal();
      int before = traffic.acknowledged();
      Traffic.await("recovery", () -> traffic.acknowledged() > before + 50);
      assertThat(server.status()).contains("\"storeProblem\":\"\"");
      traffic.close();
      server.checkNowAndAfterAKill(traffic);
    }
  }

  /** As after the kernel made the file system read-only, or where single writes fail. */
  @ParameterizedTest
  @ValueSource(ints = {FaultyDisk.EIO, FaultyDisk.EROFS})
  void whileWritesFailReadsGoOnAndNothingIsLost(int errno) {
    try (Traffic traffic = new Traffic(stream, 8)) {
      Traffic.await("appends", () -> traffic.acknowledged() > 50);
      disk.failWrites(errno, LOG, FILE);
      Traffic.await("refused", () -> traffic.refused() > 20);
      assertReadable();
      disk.heal();
      int before = traffic.acknowledged();
      Traffic.await("recovery", () -> traffic.acknowledged() > before + 50);
      traffic.close();
      server.checkNowAndAfterAKill(traffic);
    }
  }

  @Test
  void aStartOnAFullDiskServesReadsUntilThereIsRoom() {
    stream.append(TEXT, "before");
    server.process().kill9();
    disk.failWrites(FaultyDisk.ENOSPC, LOG, FILE);
    server.process().restart();
    assertReadable();
    assertThat(stream.post(TEXT, "refused").send().expect(503).has("Retry-After")).isTrue();
    disk.heal();
    Traffic.await("recovery", () -> stream.post(TEXT, ";after").send().status() < 300);
    assertThat(new String(stream.readAll("-1"), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("before;after");
  }

  @Test
  void slowFsyncsDelayAppendsAndNotReads() throws InterruptedException {
    disk.delayFsyncs(200, LOG, FILE);
    try (Traffic traffic = new Traffic(stream, 8)) {
      Traffic.await("appends", () -> traffic.acknowledged() > 50);
      traffic.close();
      assertThat(traffic.refused() + traffic.unknown()).isZero();
      disk.delayFsyncs(5_000, LOG);
      Thread append = Thread.ofVirtual().start(() -> stream.append(TEXT, "slow"));
      assertReadable();
      assertThat(append.isAlive()).as("the append waits while reads are answered").isTrue();
      append.join();
      disk.heal();
      server.checkNowAndAfterAKill(traffic);
    }
  }
}
