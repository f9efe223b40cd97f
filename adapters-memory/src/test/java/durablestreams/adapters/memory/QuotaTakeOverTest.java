package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.assembly.NodeUseCases;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamLimits;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quotas of a server that decides again after another one did, on the same streams. */
class QuotaTakeOverTest {

  private static final String TENANT = "acme";

  private final HeapState heap = new HeapState(64L << 20);
  private final StreamService first = service();
  private final StreamService second = service();

  private StreamService service() {
    ServiceSettings known = ServiceSettings.DEFAULT.withoutArchive();
    return new StreamService(
            new ServicePorts(
                new InMemoryStreamStore(heap),
                new InMemoryStreamDirectory(heap),
                new InMemoryMaintenanceQueue(heap),
                Optional.empty(),
                new InMemorySegmentArchive(),
                ArchiveOwnership.sole(),
                InMemoryPorts.NO_JSON,
                InstantSource.system(),
                FaultPoints.NONE,
                new MemoryBudget(64L << 20)),
            new ServiceSettings(
                known.rotation(),
                known.offload(),
                known.sequencer(),
                known.pageLimit(),
                false,
                known.liveReadersPerStream(),
                known.registryMessages(),
                new StreamLimits(3, 256, Duration.ofDays(7), 0, 100)))
        .start();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private static CreateOutcome create(StreamService at, String path, int bytes) {
    return at.create()
        .create(
            new CreateCommand(
                new StreamPath(path),
                new ContentType("text/plain"),
                null,
                "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII),
                false,
                CreateCommand.NO_FORK,
                TENANT,
                null),
            RequestTimings.OFF);
  }

  @Test
  void streamsThatAnotherServerCreatedCount() {
    assertThat(create(first, "a", 0)).isInstanceOf(CreateOutcome.Created.class);
    new NodeUseCases(second).takeOver();
    assertThat(create(second, "b", 0)).isInstanceOf(CreateOutcome.Created.class);
    assertThat(create(second, "c", 0)).isInstanceOf(CreateOutcome.Created.class);
    new NodeUseCases(first).takeOver();
    assertThat(create(first, "d", 0)).isInstanceOf(CreateOutcome.TooManyStreams.class);
  }

  @Test
  void bytesThatAnotherServerStoredCount() {
    assertThat(create(first, "a", 10)).isInstanceOf(CreateOutcome.Created.class);
    new NodeUseCases(second).takeOver();
    assertThat(create(second, "b", 85)).isInstanceOf(CreateOutcome.Created.class);
    new NodeUseCases(first).takeOver();
    assertThat(create(first, "c", 6)).isNotInstanceOf(CreateOutcome.Created.class);
    assertThat(create(first, "c", 5)).isInstanceOf(CreateOutcome.Created.class);
  }
}
