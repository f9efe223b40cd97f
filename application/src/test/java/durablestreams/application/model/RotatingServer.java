package durablestreams.application.model;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamLimits;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.describe.DescribeOutcome;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.read.PageContent;
import durablestreams.application.read.ReadOutcome;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Complete application on the ports under test, with tiny segments, objects, pages and caches, so
 * that everything rotates constantly.
 */
final class RotatingServer implements AutoCloseable {

  private static final RequestTimings OFF = RequestTimings.OFF;

  private static final ServiceSettings TINY =
      new ServiceSettings(
          new RotationPolicy(3, 64),
          new OffloadSettings(
              400,
              Duration.ZERO,
              2,
              Duration.ofSeconds(5),
              Duration.ofSeconds(60),
              3,
              200,
              Duration.ZERO),
          SequencerLimits.DEFAULT,
          new ReadLimit(48),
          false,
          100,
          ServiceSettings.REGISTRY_MESSAGES,
          StreamLimits.DEFAULT);

  /** Room for about ten warm streams. */
  private static final long MEMORY = 64 << 10;

  private static final Duration ADMISSION = Duration.ofSeconds(30);

  private final SegmentArchive archive;
  private final InstantSource clock;
  private StorePorts ports;
  private StreamService service;

  RotatingServer(StorePorts ports, SegmentArchive archive, InstantSource clock) {
    this.ports = ports;
    this.archive = archive;
    this.clock = clock;
    this.service = started();
  }

  private StreamService started() {
    return new StreamService(
            ports.with(archive, new CommaJson(), clock, new MemoryBudget(MEMORY)), TINY)
        .start();
  }

  /** Stops, has the store opened again, and starts. */
  void restart(UnaryOperator<StorePorts> reopen) {
    service.close();
    ports = reopen.apply(ports);
    service = started();
  }

  CreateOutcome create(CreateCommand command) {
    return admitted(() -> service.create().create(command, OFF));
  }

  AppendOutcome append(AppendCommand command) {
    return admitted(() -> service.append().append(command, OFF));
  }

  ReadOutcome read(String path, OffsetParameter from) {
    ReadOutcome outcome = admitted(() -> service.read().read(new StreamPath(path), from, OFF));
    if (outcome instanceof ReadOutcome.Page page) {
      page.close();
    }
    return outcome;
  }

  /** A page as a client gets it that is sent bytes; without the brackets of JSON. */
  record SentPage(String text, Offset next, boolean upToDate) {}

  SentPage send(String path, Offset at) {
    ReadOutcome outcome =
        admitted(
            () -> service.read().readBytes(new StreamPath(path), new OffsetParameter.At(at), OFF));
    try (ReadOutcome.Page page = (ReadOutcome.Page) outcome) {
      String comma = page.contentType().isJson() ? "," : "";
      return new SentPage(text(page.content(), comma), page.next(), page.upToDate());
    }
  }

  private static String text(PageContent content, String comma) {
    return switch (content) {
      case PageContent.Messages(List<MessageBatch> batches) ->
          batches.stream()
              .map(batch -> new String(batch.toByteArray(), StandardCharsets.ISO_8859_1))
              .collect(Collectors.joining(comma));
      case PageContent.Joined joined ->
          joined.blocks().stream()
              .map(block -> StandardCharsets.ISO_8859_1.decode(block.duplicate()).toString())
              .collect(Collectors.joining());
    };
  }

  DescribeOutcome describe(String path) {
    return admitted(() -> service.describe().describe(new StreamPath(path), OFF));
  }

  DeleteOutcome delete(String path) {
    return admitted(() -> service.delete().delete(new StreamPath(path), OFF));
  }

  /**
   * The outcome of a request that is sent again for as long as it finds no memory: in a budget for
   * ten streams, a slow upload can hold what it needs. The model shows that refusals have no
   * effect.
   */
  private static <T> T admitted(Supplier<T> request) {
    long deadline = System.nanoTime() + ADMISSION.toNanos();
    while (true) {
      try {
        return request.get();
      } catch (InsufficientMemoryException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.yield();
      }
    }
  }

  /** How many streams the store holds, soft-deleted ones included. */
  long streams() {
    return service.status().status().streams();
  }

  /** The names of all objects in the archive. */
  List<String> objects() {
    List<String> names = new ArrayList<>();
    archive.list("", listed -> names.add(listed.name()));
    return names;
  }

  @Override
  public void close() {
    service.close();
    ports.store().close();
  }
}
