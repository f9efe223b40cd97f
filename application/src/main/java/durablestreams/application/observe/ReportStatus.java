package durablestreams.application.observe;

import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.port.StreamDirectory;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Use case that collects the {@link ServerStatus}. */
public final class ReportStatus {

  private final RecentCensus census;
  private final Supplier<String> storeProblem;
  private final Supplier<String> storeLoss;
  private final Supplier<String> archiveProblem;
  private final IntSupplier queuedOperations;
  private final IntSupplier liveReaders;
  private final MemoryBudget memory;

  public ReportStatus(
      StreamDirectory directory,
      Executor counting,
      Supplier<String> storeProblem,
      Supplier<String> storeLoss,
      Supplier<String> archiveProblem,
      IntSupplier queuedOperations,
      IntSupplier liveReaders,
      MemoryBudget memory) {
    this.census = new RecentCensus(directory::census, counting, System::nanoTime);
    this.storeProblem = storeProblem;
    this.storeLoss = storeLoss;
    this.archiveProblem = archiveProblem;
    this.queuedOperations = queuedOperations;
    this.liveReaders = liveReaders;
    this.memory = memory;
  }

  public ServerStatus status() {
    StreamDirectory.Census counted = census.get();
    return new ServerStatus(
        counted.streams(),
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
