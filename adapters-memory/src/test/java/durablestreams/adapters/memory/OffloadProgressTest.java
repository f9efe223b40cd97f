package durablestreams.adapters.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamLimits;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.offload.SegmentOffloader;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.StreamStore;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** No stream keeps others from their way into the archive, or from its order there. */
class OffloadProgressTest {

  private static final ContentType TEXT = new ContentType("text/plain");

  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final int STREAMS = 1_300;

  /** Many more than the uploader looks at in one go; in the end some may wait for neighbours. */
  private static final int FEW = 600;

  private final StorePorts ports = InMemoryPorts.open();

  private final FaultySegmentArchive archive =
      new FaultySegmentArchive(new InMemorySegmentArchive(), new Random(1));

  private StreamService service(Duration uploadDelay, int compactFrom) {
    return service(ports, uploadDelay, compactFrom);
  }

  private StreamService service(StorePorts ports, Duration uploadDelay, int compactFrom) {
    return new StreamService(
            ports.with(archive, InMemoryPorts.NO_JSON, InstantSource.system()),
            settings(uploadDelay, compactFrom))
        .start();
  }

  private static ServiceSettings settings(Duration uploadDelay, int compactFrom) {
    return new ServiceSettings(
        new RotationPolicy(1, 1 << 20),
        new OffloadSettings(
            1 << 20, uploadDelay, 2, FOR_EVER, FOR_EVER, compactFrom, 1 << 10, Duration.ZERO),
        SequencerLimits.DEFAULT,
        new ReadLimit(1_000),
        false,
        100,
        ServiceSettings.REGISTRY_MESSAGES,
        StreamLimits.DEFAULT);
  }

  /** Many short streams would else wait in pieces, and longer than it takes to create as many. */
  @Test
  void nobodyWaitsForNeighboursWhileOthersWaitForTheirTurn() {
    try (StreamService service = service(FOR_EVER, 8)) {
      for (int i = 0; i < STREAMS; i++) {
        create(service, "s" + i, true);
      }
      await(() -> waiting() <= FEW);
    }
  }

  @Test
  void damagedStreamsAtTheHeadOfTheQueueKeepNoOtherFromBeingUploaded() {
    Logger log = Logger.getLogger(SegmentOffloader.class.getName());
    log.setLevel(Level.OFF);
    try (StreamService service = service(damaged(), Duration.ZERO, 1_000)) {
      for (int i = 0; i < FEW; i++) {
        create(service, "damaged" + i, true);
      }
      for (int i = 0; i < 10; i++) {
        create(service, "other" + i, true);
      }
      await(() -> waiting() == FEW);
      assertThat(objects()).hasSize(10);
    } finally {
      log.setLevel(null);
    }
  }

  @Test
  void runsThatAreDueTogetherAreReadTogether() {
    Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
    try (StreamService service = service(FOR_EVER, 8)) {
      for (int i = 0; i < 20; i++) {
        create(service, "s" + i, true);
      }
    }
    try (StreamService service = service(counted(reads), Duration.ZERO, 1_000)) {
      await(() -> waiting() == 0);
      assertThat(objects()).hasSize(20);
    }
    assertThat(reads.keySet()).containsExactly("scanHot");
    assertThat(reads.get("scanHot").get()).isLessThan(5);
  }

  @Test
  void aRunForWhichTheBudgetHasNoRoomIsReadAlone() {
    Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
    try (StreamService service = service(FOR_EVER, 8)) {
      create(service, "small", true);
      create(service, "large", "x".repeat(10_000), true);
      create(service, "other", true);
    }
    MemoryBudget memory = new MemoryBudget(100_000);
    try (StreamService service =
        new StreamService(
                counted(reads).with(archive, InMemoryPorts.NO_JSON, InstantSource.system(), memory),
                settings(Duration.ZERO, 1_000))
            .start()) {
      await(() -> waiting() == 0);
      assertThat(objects()).hasSize(3);
    }
    assertThat(reads).containsKeys("scanHot", "readHotWithin");
    assertThat(memory.used(Share.UPLOADS)).isZero();
  }

  /** The same ports; counts the reads of rows. */
  private StorePorts counted(Map<String, AtomicInteger> reads) {
    StreamStore store = ports.store();
    StreamStore counted =
        (StreamStore)
            Proxy.newProxyInstance(
                StreamStore.class.getClassLoader(),
                new Class<?>[] {StreamStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().contains("Hot")) {
                    reads
                        .computeIfAbsent(method.getName(), name -> new AtomicInteger())
                        .incrementAndGet();
                  }
                  return method.invoke(store, arguments);
                });
    return new StorePorts(counted, ports.directory(), ports.queue());
  }

  /** The same ports, with damaged rows of the streams whose names say so. */
  private StorePorts damaged() {
    StreamStore store = ports.store();
    StreamStore damaged =
        (StreamStore)
            Proxy.newProxyInstance(
                StreamStore.class.getClassLoader(),
                new Class<?>[] {StreamStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().startsWith("readHot")
                      && store
                          .load((StreamKey) arguments[0])
                          .orElseThrow()
                          .state()
                          .path()
                          .value()
                          .startsWith("damaged")) {
                    throw new DamagedDataException("row 1 is damaged");
                  }
                  return method.getName().equals("scanHot")
                      ? InvocationHandler.invokeDefault(proxy, method, arguments)
                      : method.invoke(store, arguments);
                });
    return new StorePorts(damaged, ports.directory(), ports.queue());
  }

  @Test
  void aDamagedObjectKeepsNoOtherStreamFromBeingCompacted() {
    try (StreamService service = service(Duration.ZERO, 1_000)) {
      for (String path : List.of("damaged", "other")) {
        create(service, path, false);
        await(() -> waiting() == 0);
        append(service, path);
        await(() -> waiting() == 0);
      }
    }
    List<String> objects = objects();
    assertThat(objects).hasSize(4);
    archive.corrupt(objects.getFirst(), 4);
    try (StreamService service = service(Duration.ZERO, 2)) {
      await(() -> objects().size() == 3);
      assertThat(objects()).containsAll(objects.subList(0, 2));
    }
  }

  private static void create(StreamService service, String path, boolean closed) {
    create(service, path, "x", closed);
  }

  private static void create(StreamService service, String path, String body, boolean closed) {
    service
        .create()
        .create(
            new CreateCommand(
                new StreamPath(path),
                TEXT,
                null,
                body.getBytes(UTF_8),
                closed,
                CreateCommand.NO_FORK),
            RequestTimings.OFF);
  }

  private static void append(StreamService service, String path) {
    service
        .append()
        .append(
            new AppendCommand(
                new StreamPath(path), TEXT, new byte[] {'x'}, null, StreamSeq.NONE, false),
            RequestTimings.OFF);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private long waiting() {
    return ports.directory().census().pendingSegments();
  }

  private List<String> objects() {
    List<String> names = new ArrayList<>();
    archive.list("", listed -> names.add(listed.name()));
    return names;
  }
}
