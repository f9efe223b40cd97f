package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamLimits;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.read.ReadOutcome;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Removals that the archive makes long after it failed to answer. */
@Tag("slow")
class LateDeleteTest {

  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final List<String> PATHS = List.of("a", "b", "c");

  private static final ServiceSettings SETTINGS =
      new ServiceSettings(
          new RotationPolicy(1_000, 1 << 20),
          new OffloadSettings(
              1 << 20, Duration.ZERO, 1, FOR_EVER, FOR_EVER, 8, 1 << 10, Duration.ZERO),
          SequencerLimits.DEFAULT,
          new ReadLimit(1_000),
          false,
          100,
          ServiceSettings.REGISTRY_MESSAGES,
          StreamLimits.DEFAULT);

  private final StorePorts ports = InMemoryPorts.open();
  private final SlowArchive archive = new SlowArchive();

  /** Answers no put until it has recovered; removes nothing until it is told to. */
  private static final class SlowArchive implements SegmentArchive {
    private final SegmentArchive inner = new InMemorySegmentArchive();
    private final Queue<String> lateDeletes = new ConcurrentLinkedQueue<>();
    private volatile boolean recovered;

    @Override
    public void put(String name, Content content, Map<String, String> description) {
      inner.put(name, content, description);
      if (!recovered) {
        throw new ArchiveUnavailableException("no answer in time");
      }
    }

    @Override
    public Optional<byte[]> read(String name, long from, int length) {
      return inner.read(name, from, length);
    }

    @Override
    public void delete(String name) {
      lateDeletes.add(name);
      throw new ArchiveUnavailableException("no answer in time");
    }

    private void deleteLate() {
      lateDeletes.forEach(inner::delete);
    }

    @Override
    public Optional<Described> describe(String name) {
      return inner.describe(name);
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) {
      inner.list(prefix, each);
    }

    @Override
    public Optional<ArchiveOwner> owner() {
      return inner.owner();
    }

    @Override
    public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
      return inner.claim(expected, next);
    }

    @Override
    public void close() {}
  }

  private StreamService service() {
    return new StreamService(
            ports.with(archive, InMemoryPorts.NO_JSON, InstantSource.system()), SETTINGS)
        .start();
  }

  /** The names of uploads that failed are garbage, and are the names of the next attempts. */
  @Test
  void whatAnUploadWillWriteAgainIsNotRemoved() {
    try (StreamService service = service()) {
      PATHS.forEach(path -> create(service, path));
      waitUpTo(
          Duration.ofSeconds(2),
          () -> {
            wakeTheReclaimer(service);
            return archive.lateDeletes.size() >= PATHS.size();
          });
      archive.recovered = true;
      waitUpTo(Duration.ofSeconds(20), () -> waiting() == 0);
      assertThat(waiting()).isZero();
      archive.deleteLate();
      PATHS.forEach(path -> readsBack(service, path));
    }
  }

  @Test
  void whatAnUploadOfAPurgedStreamLeftIsRemoved() {
    try (StreamService service = service()) {
      PATHS.forEach(path -> create(service, path));
      waitUpTo(Duration.ofSeconds(1), () -> false);
      PATHS.forEach(path -> service.delete().delete(new StreamPath(path), RequestTimings.OFF));
      waitUpTo(Duration.ofSeconds(20), () -> archive.lateDeletes.size() >= PATHS.size());
      archive.deleteLate();
      archive.list("", left -> assertThat(left.name()).isEmpty());
    }
  }

  /** A purge does, whatever was purged. */
  private static void wakeTheReclaimer(StreamService service) {
    create(service, "gone");
    service.delete().delete(new StreamPath("gone"), RequestTimings.OFF);
  }

  private static void create(StreamService service, String path) {
    service
        .create()
        .create(
            new CreateCommand(
                new StreamPath(path),
                new ContentType("text/plain"),
                null,
                new byte[] {'x'},
                true,
                CreateCommand.NO_FORK),
            RequestTimings.OFF);
  }

  private static void readsBack(StreamService service, String path) {
    var from = new OffsetParameter.Beginning();
    var page =
        (ReadOutcome.Page) service.read().read(new StreamPath(path), from, RequestTimings.OFF);
    assertThat(page.batches()).hasSize(1);
  }

  private static void waitUpTo(Duration time, BooleanSupplier condition) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  private long waiting() {
    return ports.directory().census().pendingSegments();
  }
}
