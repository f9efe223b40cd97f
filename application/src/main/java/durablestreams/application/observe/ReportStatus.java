package durablestreams.application.observe;

import durablestreams.application.port.StreamDirectory;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Gathers the {@link ServerStatus}. */
public final class ReportStatus {

  private final StreamDirectory directory;
  private final Supplier<String> archiveProblem;
  private final IntSupplier queuedOperations;
  private final IntSupplier liveReaders;

  public ReportStatus(
      StreamDirectory directory,
      Supplier<String> archiveProblem,
      IntSupplier queuedOperations,
      IntSupplier liveReaders) {
    this.directory = directory;
    this.archiveProblem = archiveProblem;
    this.queuedOperations = queuedOperations;
    this.liveReaders = liveReaders;
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
        liveReaders.getAsInt());
  }
}
