package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.OFF;
import static durablestreams.conformance.service.TestService.TEXT;
import static durablestreams.conformance.service.TestService.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.create.CreateCommand.ForkOf;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveStep;
import durablestreams.application.offload.tools.ArchiveRebuilder;
import durablestreams.application.offload.tools.ArchiveVerifier;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The registry stream is bounded by the number of streams, and readers are led on. */
@Timeout(120)
class RegistryCompactionTest {

  private static final OffsetParameter START = new OffsetParameter.At(Offset.START);
  private static final long MESSAGES = 40;

  /** More streams than one page of a snapshot holds. */
  private static final int STREAMS = 600;

  @TempDir private Path folder;
  private final FaultySegmentArchive archive = TestService.newArchive();

  private TestService start(UnaryOperator<StreamStore> wrapping, long messages) {
    return TestService.start(folder.resolve("data"), archive, wrapping, messages);
  }

  private TestService start() {
    return start(store -> store, MESSAGES);
  }

  /** All events from the earliest one, again from there if that was removed meanwhile. */
  private static List<JsonNode> events(TestService server) {
    List<JsonNode> events = new ArrayList<>();
    OffsetParameter at = new OffsetParameter.Beginning();
    while (true) {
      switch (readRegistry(server, at)) {
        case ReadOutcome.Page page -> {
          try (page) {
            page.batches().forEach(batch -> parse(batch.toByteArray()).forEach(events::add));
          }
          if (page.upToDate()) {
            return events;
          }
          at = new OffsetParameter.At(page.next());
        }
        case ReadOutcome.Trimmed(Offset earliest) -> {
          events.clear();
          at = new OffsetParameter.At(earliest);
        }
        default -> throw new AssertionError("no page from " + at);
      }
    }
  }

  private static JsonNode parse(byte[] values) {
    try {
      return new ObjectMapper().readTree("[" + new String(values, UTF_8) + "]");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The streams that a reader from the start believes to live. */
  private static Set<String> fold(TestService server) {
    Set<String> live = new TreeSet<>();
    for (JsonNode event : events(server)) {
      String path = event.path("key").asText();
      if (event.path("headers").path("operation").asText().equals("insert")) {
        live.add(path);
      } else {
        live.remove(path);
      }
    }
    return live;
  }

  /** How many events tell of a path. */
  private static long told(TestService server, String path) {
    return events(server).stream().filter(event -> event.path("key").asText().equals(path)).count();
  }

  private static void delete(TestService server, String path) {
    server.service.delete().delete(new StreamPath(path), OFF);
  }

  private static void createAndDelete(TestService server, int times) {
    for (int i = 0; i < times; i++) {
      insist(() -> server.create("again", TEXT));
      insist(() -> delete(server, "again"));
    }
  }

  /** Tries again where a commit failed that was shared with the end of a snapshot. */
  private static void insist(Runnable operation) {
    while (true) {
      try {
        operation.run();
        return;
      } catch (StoreFailedException e) {
        // It had no effect.
      }
    }
  }

  private static ReadOutcome readRegistry(TestService server, OffsetParameter from) {
    return server.service.read().read(SystemStreams.REGISTRY, from, OFF);
  }

  private static Offset trimmedTo(TestService server) {
    await(
        "the start is removed",
        () -> {
          ReadOutcome outcome = readRegistry(server, START);
          if (outcome instanceof ReadOutcome.Page page) {
            page.close();
          }
          return outcome instanceof ReadOutcome.Trimmed;
        });
    return ((ReadOutcome.Trimmed) readRegistry(server, START)).earliest();
  }

  @Test
  void foldsToTheLiveStreamsAfterAnyHistory() {
    long seed = new Random().nextLong();
    System.out.println("RegistryCompactionTest seed " + seed);
    Random random = new Random(seed);
    Set<String> live = new TreeSet<>();
    for (int starts = 0; starts < 6; starts++) {
      try (TestService server = start(Spoiling.one(random, 15), MESSAGES)) {
        for (int i = 0; i < 100; i++) {
          String path = "s" + random.nextInt(20);
          if (live.remove(path)) {
            insist(() -> delete(server, path));
          } else {
            insist(() -> server.create(path, TEXT));
            live.add(path);
          }
        }
        // Every other time the process ends before all is told.
        if (starts % 2 == 1) {
          await("all is told, seed " + seed, () -> fold(server).equals(live));
          trimmedTo(server);
          assertThat(events(server).size()).isLessThan(600);
        }
      }
    }
  }

  @Test
  void readersOfRemovedEventsAreLedOn() throws InterruptedException {
    try (TestService server = start()) {
      server.create("stays", TEXT);
      var opened =
          (FollowOutcome.Opened)
              server
                  .service
                  .follow()
                  .follow(
                      SystemStreams.REGISTRY, new OffsetParameter.Beginning(), Delivery.BYTES, OFF);
      createAndDelete(server, 25); // enough for one compaction
      Offset earliest = trimmedTo(server);
      assertThat(opened.reader().next(Duration.ZERO)).isInstanceOf(LiveStep.Trimmed.class);
      opened.reader().close();
      assertThat(server.service.follow().follow(SystemStreams.REGISTRY, START, Delivery.BYTES, OFF))
          .isInstanceOf(FollowOutcome.Trimmed.class);
      await("all is told", () -> fold(server).equals(Set.of("stays")));
      String all = server.readAll("__registry__");
      assertThat(server.read("__registry__", new OffsetParameter.At(earliest))).startsWith(all);
      assertThat(all).startsWith("{\"type\":\"stream\",\"key\":\"stays\",\"value\":{");
    }
    try (TestService again = start()) {
      Offset earliest = trimmedTo(again);
      String all = again.readAll("__registry__");
      assertThat(again.read("__registry__", new OffsetParameter.At(earliest))).startsWith(all);
    }
  }

  @Test
  void theStoreStopsGrowingWhenAStreamIsCreatedAndDeletedOverAndOver() {
    try (TestService server = start()) {
      for (int round = 0; round < 5; round++) {
        createAndDelete(server, 150);
        await(
            "objects are removed",
            () -> {
              boolean few = server.objectsOf("__registry__").size() < 15;
              return few && events(server).size() <= 2 * MESSAGES && fold(server).isEmpty();
            });
      }
      await("rows are removed", () -> server.directory.census().hotBytes() < 20_000);
      assertThat(new ArchiveVerifier(server.directory, archive).verify(line -> {}).problems())
          .isEmpty();
    }
  }

  @Test
  void anUnfinishedSnapshotIsSuperseded() {
    long messages = STREAMS + 100;
    Set<String> live = new TreeSet<>();
    try (TestService server = start(Spoiling::new, messages)) {
      for (int i = 0; i < STREAMS; i++) {
        live.add("s" + i);
        server.create("s" + i, TEXT);
      }
      createAndDelete(server, STREAMS);
      await(
          "snapshots fail and all is told",
          () -> told(server, "again") == 2 * STREAMS && events(server).size() >= 3 * STREAMS + 400);
      assertThat(fold(server)).isEqualTo(live);
      assertThat(readRegistry(server, START)).isInstanceOf(ReadOutcome.Page.class);
    }
    try (TestService server = start(store -> store, messages)) {
      delete(server, "s0");
      live.remove("s0");
      trimmedTo(server);
      await(
          "all is told, by one snapshot",
          () -> events(server).size() < STREAMS + 10 && fold(server).equals(live));
    }
  }

  @Test
  void isRebuiltFromWhatTheArchiveHolds() {
    try (TestService server = start()) {
      for (int i = 0; i < 12; i++) {
        server.create("s" + i, TEXT);
        server.append("s" + i, TEXT, "x".repeat(1_000));
      }
      createAndDelete(server, 60);
      trimmedTo(server);
      await(
          "all is in the archive",
          () -> {
            StreamDirectory.Census census = server.directory.census();
            return census.objects() > 12 && census.hotBytes() == 0 && census.garbageObjects() == 0;
          });
    }
    Path rebuilt = folder.resolve("rebuilt");
    try (var store =
        new SqliteStreamStore(
            SqliteDatabase.open(
                new SqliteSettings(rebuilt, 1),
                Runnable::run,
                Runnable::run,
                task -> {},
                InstantSource.system()))) {
      ArchiveRebuilder.Report report =
          new ArchiveRebuilder(store, archive, InstantSource.system()).rebuild(line -> {});
      assertThat(report.problems()).isEmpty();
    }
    try (TestService server = TestService.start(rebuilt, archive, store -> store, MESSAGES)) {
      await("the registry tells of them", () -> fold(server).size() == 12);
      server.create("new", TEXT);
      await("and of others", () -> fold(server).contains("new"));
      trimmedTo(server);
    }
  }

  @Test
  void theRegistryCannotBeForked() {
    try (TestService server = start()) {
      CreateOutcome outcome =
          server
              .service
              .create()
              .create(
                  new CreateCommand(
                      new StreamPath("fork"),
                      null,
                      null,
                      new byte[0],
                      false,
                      new ForkOf(SystemStreams.REGISTRY, null, 0)),
                  OFF);
      assertThat(outcome).isInstanceOf(CreateOutcome.BadForkPoint.class);
    }
  }

  /** Fails commits that end a snapshot: all of them, or one now and then. */
  private static final class Spoiling extends ForwardingStore {
    private final Random random;
    private final int oneOf;

    Spoiling(StreamStore inner) {
      this(inner, new Random(1), 1);
    }

    private Spoiling(StreamStore inner, Random random, int oneOf) {
      super(inner);
      this.random = random;
      this.oneOf = oneOf;
    }

    static UnaryOperator<StreamStore> one(Random random, int of) {
      long seed = random.nextLong();
      return inner -> new Spoiling(inner, new Random(seed), of);
    }

    @Override
    public void commit(List<StreamChange> changes) {
      boolean ends = changes.stream().anyMatch(StreamChange.FrontTrimmed.class::isInstance);
      if (ends && random.nextInt(oneOf) == 0) {
        throw new StoreFailedException("the disk is full", new IllegalStateException("as planned"));
      }
      super.commit(changes);
    }
  }
}
