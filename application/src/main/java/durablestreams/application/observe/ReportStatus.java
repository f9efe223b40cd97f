package durablestreams.application.observe;

import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.port.StreamDirectory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Use case that collects the {@link ServerStatus}. */
public final class ReportStatus {

  /** How long the status page waits for numbers that are new. */
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  /** Census of the store, and what only memory knows. */
  private record Counted(StreamDirectory.Census census, long producers) {}

  private final RecentCensus<Counted> census;
  private final Supplier<String> storeProblem;
  private final Supplier<String> storeLoss;
  private final Supplier<String> archiveProblem;
  private final IntSupplier queuedOperations;
  private final IntSupplier liveReaders;
  private final MemoryBudget memory;

  public ReportStatus(
      StreamDirectory directory,
      LongSupplier producers,
      Executor counting,
      Supplier<String> storeProblem,
      Supplier<String> storeLoss,
      Supplier<String> archiveProblem,
      IntSupplier queuedOperations,
      IntSupplier liveReaders,
      MemoryBudget memory) {
    this.census =
        new RecentCensus<>(
            () -> new Counted(directory.census(), producers.getAsLong()),
            counting,
            System::nanoTime);
    this.storeProblem = storeProblem;
    this.storeLoss = storeLoss;
    this.archiveProblem = archiveProblem;
    this.queuedOperations = queuedOperations;
    this.liveReaders = liveReaders;
    this.memory = memory;
  }

  public ServerStatus status() {
    return status(TIMEOUT);
  }

  /**
   * The status, with numbers of the last count if the current one is not done in time.
   *
   * @param timeout maximum wait for a count
   */
  ServerStatus status(Duration timeout) {
    Counted all = census.get(timeout);
    StreamDirectory.Census counted = all.census();
    return new ServerStatus(
        counted.streams(),
        counted.forks(),
        all.producers(),
        counted.hotRows(),
        counted.hotBytes(),
        counted.fileBytes(),
        counted.pendingSegments(),
        counted.pendingBytes(),
        counted.objects(),
        counted.garbageObjects(),
        storeProblem.get(),
        storeLoss.get(),
        archiveProblem.get(),
        queuedOperations.getAsInt(),
        liveReaders.getAsInt(),
        memory.use());
  }
}
