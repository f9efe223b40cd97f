package durablestreams.application.observe;

import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.port.StreamDirectory;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Gathers the {@link ServerStatus}. */
public final class ReportStatus {

  private final StreamDirectory directory;
  private final Supplier<String> archiveProblem;
  private final IntSupplier queuedOperations;
  private final IntSupplier liveReaders;
  private final MemoryBudget memory;

  public ReportStatus(
      StreamDirectory directory,
      Supplier<String> archiveProblem,
      IntSupplier queuedOperations,
      IntSupplier liveReaders,
      MemoryBudget memory) {
    this.directory = directory;
    this.archiveProblem = archiveProblem;
    this.queuedOperations = queuedOperations;
    this.liveReaders = liveReaders;
    this.memory = memory;
  }

  public ServerStatus status() {
    StreamDirectory.Census census = directory.census();
    return new ServerStatus(
        census.streams(),
        census.hotRows(),
        census.hotBytes(),
        census.fileBytes(),
        census.waitingSegments(),
        census.waitingBytes(),
        census.objects(),
        census.doomedObjects(),
        archiveProblem.get(),
        queuedOperations.getAsInt(),
        liveReaders.getAsInt(),
        memory.use());
  }
}
