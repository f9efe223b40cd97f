package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class OffloadProgressTest {

  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final int STREAMS = 1_300;

  /** Many more than the uploader looks at in one go; in the end some may wait for neighbours. */
  private static final int FEW = 600;

  private final StorePorts ports = InMemoryPorts.open();

  private StreamService waitingForNeighbours() {
    var settings =
        new ServiceSettings(
            new RotationPolicy(1_000, 1 << 20),
            new OffloadSettings(1 << 20, FOR_EVER, 2, FOR_EVER, FOR_EVER, 8, 1 << 10),
            SequencerLimits.DEFAULT,
            new ReadLimit(1_000),
            false,
            1_000,
            1_000,
            1_000,
            100);
    return new StreamService(
            new ServicePorts(
                ports.store(),
                ports.directory(),
                ports.queue(),
                new InMemorySegmentArchive(),
                body -> {
                  throw new IllegalArgumentException("no JSON here");
                },
                InstantSource.system(),
                FaultPoints.NONE),
            settings)
        .start();
  }

  /** Many short streams would else wait in pieces, and longer than it takes to create as many. */
  @Test
  void nobodyWaitsForNeighboursWhileOthersWaitForTheirTurn() {
    try (StreamService service = waitingForNeighbours()) {
      for (int i = 0; i < STREAMS; i++) {
        service
            .create()
            .create(
                new CreateCommand(
                    new StreamPath("s" + i),
                    new ContentType("text/plain"),
                    null,
                    new byte[] {'x'},
                    true,
                    CreateCommand.NO_FORK),
                RequestTimings.OFF);
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (waiting() > FEW && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(waiting()).isLessThanOrEqualTo(FEW);
    }
  }

  private long waiting() {
    return ports.directory().census().waitingSegments();
  }
}
