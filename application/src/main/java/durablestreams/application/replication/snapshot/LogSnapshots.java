package durablestreams.application.replication.snapshot;

import durablestreams.application.backup.BackupCatalog;
import durablestreams.application.backup.BackupId;
import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.LogPosition;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.domain.replication.RecordId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Snapshots in a folder or a bucket, as seen from a commit log. */
public final class LogSnapshots {

  private static final System.Logger LOG = System.getLogger(LogSnapshots.class.getName());

  private final BackupCatalog catalog;

  public LogSnapshots(BackupCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * A snapshot, and what nodes have found out about it.
   *
   * @param at {@link BackupManifest#log}
   */
  public record Snapshot(
      BackupManifest manifest, LogPosition at, BackupCatalog.Verdicts verdicts) {}

  /**
   * The snapshots of one log at one moment.
   *
   * @param logId 0 when the log is not known yet
   * @param snapshots the newest first
   */
  public record Listing(long logId, List<Snapshot> snapshots) {}

  /**
   * Records that a node has checked a snapshot.
   *
   * @param defect empty if it has none
   */
  public void checked(BackupManifest snapshot, String node, Optional<SnapshotDefect.Found> defect) {
    String refusal =
        defect.map(found -> found.sentence("the snapshot " + snapshot.id())).orElse("");
    catalog.checked(snapshot.id(), node, refusal);
  }

  /** All snapshots, the newest first. */
  List<Snapshot> all() {
    List<Snapshot> all = new ArrayList<>();
    catalog
        .verdicts()
        .forEach((id, verdicts) ->
            read(id)
                .ifPresent(manifest ->
                    manifest.log().ifPresent(at -> all.add(new Snapshot(manifest, at, verdicts)))));
    return all;
  }

  /** The snapshots of a log; none of log 0. */
  public Listing of(long logId) {
    return new Listing(
        logId,
        logId == 0 ? List.of() : all().stream().filter(s -> s.at().logId() == logId).toList());
  }

  private Optional<BackupManifest> read(BackupId id) {
    try {
      return catalog.manifest(id);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "The manifest of the backup {0} is damaged: {1}", id, e.getMessage());
      return Optional.empty();
    }
  }

  /** Why a replica at that position cannot go on with the log; empty if it can. */
  static Optional<SnapshotDefect.Found> misfit(CommitLog log, LogPosition at)
      throws InterruptedException {
    return switch (log.read(at.place(), 1, Duration.ZERO)) {
      case LogRead.Records(List<LogRead.Entry> entries) ->
          goesOn(entries, at) ? Optional.empty() : Optional.of(SnapshotDefect.OTHER_LOG.found());
      case LogRead.Trimmed() -> Optional.of(SnapshotDefect.TRIMMED.found());
      case LogRead.Diverged ignored -> Optional.of(SnapshotDefect.OTHER_LOG_OR_LATER.found());
    };
  }

  /** Whether what was read behind a position belongs to the log of that position. */
  static boolean goesOn(List<LogRead.Entry> entries, LogPosition at) {
    return !at.place().equals(LogPlace.BEGINNING) || entries.isEmpty() || begins(entries, at);
  }

  private static boolean begins(List<LogRead.Entry> entries, LogPosition at) {
    RecordId first = RecordEncoding.follows(entries.getFirst().bytes());
    return first.equals(new RecordId(at.position(), at.logId()));
  }
}
