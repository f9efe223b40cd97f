package durablestreams.application.assembly;

import durablestreams.application.expiry.ExpirySweeper;
import durablestreams.application.housekeeping.HotLogReclaimer;
import durablestreams.application.job.JobKind;
import durablestreams.application.job.JobProgress;
import durablestreams.application.job.Jobs;
import durablestreams.application.offload.ColdTier;
import durablestreams.application.offload.tools.ArchiveVerifier;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamDirectory.Census;
import java.util.List;
import java.util.Optional;

/** Jobs of maintenance: compaction, verification of the archive, and a pass of housekeeping. */
final class MaintenanceJobs {

  private final StreamDirectory directory;
  private final SegmentArchive archive;
  private final ExpirySweeper sweeper;
  private final Optional<HotLogReclaimer> hotLog;
  private final Optional<ColdTier> coldTier;

  /**
   * @param coldTier empty without an archive
   */
  MaintenanceJobs(
      StreamDirectory directory,
      SegmentArchive archive,
      ExpirySweeper sweeper,
      Optional<HotLogReclaimer> hotLog,
      Optional<ColdTier> coldTier) {
    this.directory = directory;
    this.archive = archive;
    this.sweeper = sweeper;
    this.hotLog = hotLog;
    this.coldTier = coldTier;
  }

  /** Offers them from now on; the background work that they wait for runs. */
  void offer(Jobs jobs) {
    coldTier.ifPresent(tier -> {
      jobs.offer(
          JobKind.COMPACTION,
          progress -> "%d objects made of smaller ones".formatted(tier.compactAll(progress)));
      jobs.offer(JobKind.VERIFICATION, this::verify);
    });
    jobs.offer(JobKind.HOUSEKEEPING, this::keepHouse);
  }

  private String verify(JobProgress progress) {
    progress.of(directory.census().objects(), "objects");
    ArchiveVerifier.Report report = new ArchiveVerifier(directory, archive).verify(progress::done);
    List<String> problems = report.problems();
    problems.forEach(progress::problem);
    String result =
        "%d objects with %d bytes checked, %s"
            .formatted(
                report.objects(),
                report.bytes(),
                problems.isEmpty() ? "nothing wrong" : problems.size() + " problems");
    if (report.clean()) {
      return result;
    }
    throw new IllegalStateException(result);
  }

  private String keepHouse(JobProgress progress) throws InterruptedException {
    progress.of(3, "steps");
    Census before = directory.census();
    sweeper.complete();
    progress.done(1);
    if (coldTier.isPresent()) {
      coldTier.get().completeRemovals();
    }
    progress.done(2);
    if (hotLog.isPresent()) {
      hotLog.get().complete();
    }
    progress.done(3);
    Census after = directory.census();
    return "streams %d, before %d; rows of the hot log %d, before %d; garbage objects %d, before %d"
        .formatted(
            after.streams(),
            before.streams(),
            after.hotRows(),
            before.hotRows(),
            after.garbageObjects(),
            before.garbageObjects());
  }
}
