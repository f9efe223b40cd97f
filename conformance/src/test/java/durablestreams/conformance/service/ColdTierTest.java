package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.TEXT;
import static durablestreams.conformance.service.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.application.UnavailableException;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.fault.FaultySegmentArchive.Fault;
import durablestreams.application.fault.FaultySegmentArchive.Operation;
import durablestreams.application.model.ManualInstants;
import durablestreams.application.offload.tools.ArchiveRebuilder;
import durablestreams.application.offload.tools.ArchiveVerifier;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdTierTest {

  @TempDir private Path folder;
  private final FaultySegmentArchive archive = TestService.newArchive();

  /** Offsets that were returned, and what follows each of them. */
  private final Map<Offset, Integer> returned = new LinkedHashMap<>();

  private final StringBuilder written = new StringBuilder();

  private void write(TestService server, String path, int appends) {
    for (int i = 0; i < appends; i++) {
      String text = "message " + written.length() + ";";
      returned.put(server.append(path, TEXT, text), written.length() + text.length());
      written.append(text);
    }
  }

  private void everyOffsetReadsOn(TestService server, String path) {
    assertThat(server.readAll(path)).isEqualTo(written.toString());
    returned.forEach((offset, length) ->
        assertThat(server.read(path, new OffsetParameter.At(offset)))
            .as("from %s", offset)
            .isEqualTo(written.substring(length)));
  }

  private static void drained(TestService server) {
    await("everything is offloaded and compacted", () -> server.census().pendingSegments() == 0);
    await(
        "rows are gone",
        () -> server.census().hotRows() == 0 && server.census().garbageObjects() == 0);
  }

  @Test
  void idleTailsReachTheArchiveAndRowsGo() {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      write(server, "a", 57);
      await(
          "the idle tail is sealed",
          () -> server.census().objects() > 0 && server.census().hotRows() == 0);
      everyOffsetReadsOn(server, "a");
      write(server, "a", 5);
      everyOffsetReadsOn(server, "a");
    }
  }

  @Test
  void smallObjectsBecomeLargeOnesAndNoOffsetMoves() {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      for (int round = 0; round < 8; round++) {
        write(server, "a", 12);
        drained(server);
      }
      await("objects are compacted", () -> server.census().objects() <= 3);
      drained(server);
      everyOffsetReadsOn(server, "a");
      assertThat(server.objectsOf("a")).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void anArchiveThatIsDownCostsNothingButDisk() {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      archive.goDown();
      write(server, "a", 200);
      await("the status says so", () -> !server.status().archiveProblem().isEmpty());
      everyOffsetReadsOn(server, "a");
      assertThat(server.census().pendingSegments()).isGreaterThan(0);
      archive.comeBack();
      drained(server);
      await("the status says so", () -> server.status().archiveProblem().isEmpty());
      everyOffsetReadsOn(server, "a");
    }
  }

  @Test
  void whatWasWrittenBeforeTheClockWasSetBackIsUploadedAllTheSame() {
    ManualInstants clock = new ManualInstants(Instant.now().plus(Duration.ofHours(1)));
    try (TestService server = TestService.start(folder, archive, clock)) {
      server.create("a", TEXT);
      archive.goDown();
      write(server, "a", 57);
      await("uploads are tried", () -> !server.status().archiveProblem().isEmpty());
      clock.advance(Duration.ofHours(-1));
      archive.comeBack();
      await(
          "sealed segments and the idle tail are uploaded",
          () -> server.census().pendingSegments() == 0 && server.census().hotRows() == 0);
      everyOffsetReadsOn(server, "a");
    }
  }

  @Test
  void uploadsThatFailAreRepeated() {
    archive.failNext(Operation.PUT, Fault.BEFORE, 2);
    archive.failNext(Operation.PUT, Fault.AFTER, 2);
    archive.failNext(Operation.DELETE, Fault.BEFORE, 2);
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      write(server, "a", 100);
      drained(server);
      everyOffsetReadsOn(server, "a");
      server.service.delete().delete(new StreamPath("a"), TestService.OFF);
      await("every object is removed", () -> server.objectsOf("a").isEmpty());
      await("and forgotten", () -> server.census().garbageObjects() == 0);
    }
  }

  @Test
  void damagedDataIsNeverServed() {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      write(server, "a", 30);
      drained(server);
      archive.failNext(Operation.READ, Fault.CORRUPTED);
      assertThatThrownBy(() -> server.readAll("a")).isInstanceOf(ArchiveUnavailableException.class);
      assertThat(server.readAll("a")).isEqualTo(written.toString());
    }
  }

  @Test
  void whatMovesBetweenThePlanAndTheReadIsFoundWhereItWent() {
    AtomicReference<Runnable> beforeRead = new AtomicReference<>(() -> {});
    Thread reader = Thread.currentThread();
    UnaryOperator<StreamStore> hooked =
        store ->
            new ForwardingStore(store) {
              @Override
              public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
                if (Thread.currentThread() == reader) {
                  beforeRead.getAndSet(() -> {}).run();
                }
                return super.readHot(key, from, to, maxBytes);
              }
            };
    try (TestService server = TestService.start(folder, archive, hooked)) {
      server.create("a", TEXT);
      write(server, "a", 5);
      beforeRead.set(() -> drained(server));
      assertThat(server.readAll("a")).isEqualTo(written.toString());
    }
  }

  @Test
  void aMissingObjectIsAnOutageAndNotAMissingStream() {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      write(server, "a", 30);
      drained(server);
      server.objectsOf("a").forEach(archive::delete);
      assertThatThrownBy(() -> server.readAll("a"))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("an object is missing");
    }
  }

  @Test
  void aRecreatedStreamNeverMeetsItsPredecessor() {
    try (TestService server = TestService.start(folder, archive)) {
      for (int life = 0; life < 5; life++) {
        server.create("a", TEXT);
        written.setLength(0);
        returned.clear();
        write(server, "a", 25);
        if (life % 2 == 0) {
          drained(server);
        }
        assertThat(server.readAll("a")).isEqualTo(written.toString());
        server.service.delete().delete(new StreamPath("a"), TestService.OFF);
      }
      await("every object is removed", () -> server.objectsOf("a").isEmpty());
    }
  }

  @Test
  void verificationFindsWhatIsMissingCutOffOrChanged() {
    try (TestService server = TestService.start(folder, archive)) {
      for (String path : new String[] {"a", "b", "c"}) {
        server.create(path, TEXT);
        for (int i = 0; i < 30; i++) {
          server.append(path, TEXT, "some text " + i);
        }
      }
      drained(server);
      ArchiveVerifier verifier = new ArchiveVerifier(server.directory, archive);
      assertThat(verifier.verify(line -> {}).problems()).isEmpty();
      List<String> objects = server.objectsOf("b");
      archive.corrupt(objects.getFirst(), 7);
      archive.truncate(server.objectsOf("a").getFirst(), 9);
      archive.delete(server.objectsOf("c").getFirst());
      assertThat(verifier.verify(line -> {}).problems())
          .hasSize(3)
          .anyMatch(line -> line.contains("wrong checksum"))
          .anyMatch(line -> line.contains("has 9 bytes"))
          .anyMatch(line -> line.contains("missing"));
    }
  }

  @Test
  void theArchiveAloneIsEnoughToRebuild() {
    ContentType json = ContentType.JSON;
    try (TestService server = TestService.start(folder.resolve("old"), archive)) {
      server.create("a", TEXT);
      write(server, "a", 95);
      server.create("long/" + "é".repeat(400), json);
      server.append("long/" + "é".repeat(400), json, "[{\"n\":1},2,[3]]");
      drained(server);
    }
    try (TestService empty = new Rebuilt(folder.resolve("new"), archive).open()) {
      everyOffsetReadsOn(empty, "a");
      assertThat(empty.readAll("long/" + "é".repeat(400))).isEqualTo("{\"n\":1},2,[3]");
      write(empty, "a", 20);
      everyOffsetReadsOn(empty, "a");
      assertThat(new ArchiveVerifier(empty.directory, archive).verify(line -> {}).problems())
          .isEmpty();
    }
  }

  /** A data folder that was rebuilt from the archive. */
  private record Rebuilt(Path folder, FaultySegmentArchive archive) {
    TestService open() {
      try (var store =
          new SqliteStreamStore(
              SqliteDatabase.open(
                  new SqliteSettings(folder, 1),
                  Runnable::run,
                  Runnable::run,
                  task -> {},
                  InstantSource.system()))) {
        ArchiveRebuilder.Report report =
            new ArchiveRebuilder(store, archive, InstantSource.system()).rebuild(line -> {});
        assertThat(report.problems()).isEmpty();
        assertThat(report.streams()).isGreaterThanOrEqualTo(2);
      }
      return TestService.start(folder, archive);
    }
  }
}
