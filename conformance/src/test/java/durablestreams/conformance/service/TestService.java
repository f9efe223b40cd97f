package durablestreams.conformance.service;

import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteHousekeeping;
import durablestreams.adapters.sqlite.SqliteMaintenanceQueue;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteStreamDirectory;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamLimits;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.ServerStatus;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.StreamDirectory.Census;
import durablestreams.application.port.StreamStore;
import durablestreams.application.read.ReadOutcome;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The application on a real SQLite file and an archive that fails on demand, without the wire. */
final class TestService implements AutoCloseable {

  static final RequestTimings OFF = RequestTimings.OFF;
  static final ContentType TEXT = new ContentType("text/plain");

  final FaultySegmentArchive archive;
  final StreamService service;
  final SqliteStreamStore store;
  final SqliteStreamDirectory directory;

  private TestService(
      Path folder,
      FaultySegmentArchive archive,
      OffloadSettings offload,
      UnaryOperator<StreamStore> wrapping,
      long registryMessages,
      InstantSource clock) {
    SqliteDatabase database =
        SqliteDatabase.open(
            new SqliteSettings(folder, 3),
            Runnable::run,
            Runnable::run,
            task -> {},
            InstantSource.system());
    this.store = new SqliteStreamStore(database);
    this.directory = new SqliteStreamDirectory(database);
    this.archive = archive;
    this.service =
        new StreamService(
            new ServicePorts(
                wrapping.apply(store),
                directory,
                new SqliteMaintenanceQueue(database),
                Optional.of(new SqliteHousekeeping(database)),
                archive,
                ArchiveOwnership.sole(),
                new JacksonJsonText(),
                clock,
                FaultPoints.NONE,
                new MemoryBudget(64L << 20)),
            new ServiceSettings(
                new RotationPolicy(10, 1_000),
                offload,
                SequencerLimits.DEFAULT,
                new ReadLimit(512),
                true,
                100,
                registryMessages,
                StreamLimits.DEFAULT));
  }

  /** Uploads at once, compacts eagerly, and removes at once what is not referred to. */
  static final OffloadSettings EAGER = eager(Duration.ZERO);

  /** The same, but objects stay for those who go on from an earlier state. */
  private static final OffloadSettings EAGER_WITH_GRACE = eager(Duration.ofHours(1));

  private static OffloadSettings eager(Duration grace) {
    return new OffloadSettings(
        4_000, Duration.ZERO, 2, Duration.ofMillis(300), Duration.ofSeconds(5), 3, 2_000, grace);
  }

  static FaultySegmentArchive newArchive() {
    return new FaultySegmentArchive(new InMemorySegmentArchive(), new Random(7));
  }

  static TestService start(Path folder, FaultySegmentArchive archive) {
    return start(folder, archive, store -> store);
  }

  /** With an archive that keeps what earlier states of the folder refer to. */
  static TestService startWithGrace(Path folder, FaultySegmentArchive archive) {
    return started(
        new TestService(
            folder,
            archive,
            EAGER_WITH_GRACE,
            store -> store,
            ServiceSettings.REGISTRY_MESSAGES,
            InstantSource.system()));
  }

  static TestService start(
      Path folder, FaultySegmentArchive archive, UnaryOperator<StreamStore> wrapping) {
    return start(folder, archive, wrapping, ServiceSettings.REGISTRY_MESSAGES);
  }

  /** With a registry that is compacted once it holds more than that number of messages. */
  static TestService start(
      Path folder,
      FaultySegmentArchive archive,
      UnaryOperator<StreamStore> wrapping,
      long registryMessages) {
    return started(
        new TestService(
            folder, archive, EAGER, wrapping, registryMessages, InstantSource.system()));
  }

  /** With a clock of the test's own. */
  static TestService start(Path folder, FaultySegmentArchive archive, InstantSource clock) {
    return started(
        new TestService(
            folder, archive, EAGER, store -> store, ServiceSettings.REGISTRY_MESSAGES, clock));
  }

  private static TestService started(TestService server) {
    try {
      server.service.start();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  CreateOutcome create(String path, ContentType type) {
    return service
        .create()
        .create(
            new CreateCommand(
                new StreamPath(path), type, null, new byte[0], false, CreateCommand.NO_FORK),
            OFF);
  }

  /** Appends, and returns the new tail. */
  Offset append(String path, ContentType type, String body) {
    AppendOutcome outcome = tryAppend(path, type, body);
    if (outcome instanceof AppendOutcome.Accepted accepted) {
      return accepted.tail();
    }
    throw new AssertionError("not appended: " + outcome);
  }

  AppendOutcome tryAppend(String path, ContentType type, String body) {
    return service
        .append()
        .append(
            new AppendCommand(
                new StreamPath(path),
                type,
                body.getBytes(StandardCharsets.UTF_8),
                null,
                StreamSeq.NONE,
                false),
            OFF);
  }

  /** All that follows {@code from}, page by page. */
  String read(String path, OffsetParameter from) {
    List<String> parts = new ArrayList<>();
    OffsetParameter at = from;
    while (true) {
      ReadOutcome outcome = service.read().read(new StreamPath(path), at, OFF);
      if (!(outcome instanceof ReadOutcome.Page page)) {
        throw new AssertionError(
            "not a page of "
                + path
                + ": "
                + outcome
                + ", though "
                + service.describe().describe(new StreamPath(path), OFF));
      }
      for (MessageBatch batch : page.batches()) {
        parts.add(new String(batch.toByteArray(), StandardCharsets.UTF_8));
      }
      page.close();
      if (page.upToDate()) {
        return String.join(page.contentType().isJson() ? "," : "", parts);
      }
      at = new OffsetParameter.At(page.next());
    }
  }

  String readAll(String path) {
    return read(path, new OffsetParameter.Beginning());
  }

  /** What the status page says; its counts may be older than the last change. */
  ServerStatus status() {
    return service.status().status();
  }

  /** Counted now. */
  Census census() {
    return directory.census();
  }

  /** Names of the objects of all incarnations of a stream. */
  List<String> objectsOf(String path) {
    String folder =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(path.getBytes(StandardCharsets.UTF_8));
    List<String> names = new ArrayList<>();
    archive.list("stream/" + folder + "/", l -> names.add(l.name()));
    return names;
  }

  /** Waits for background work, which says nothing when it is done; fails after a minute. */
  static void await(String what, BooleanSupplier done) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen within a minute: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  @Override
  public void close() {
    service.close();
    store.close();
  }
}
