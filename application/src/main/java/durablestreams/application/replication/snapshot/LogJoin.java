package durablestreams.application.replication.snapshot;

import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.LogPosition;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.ReplicaProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decision how a node joins a commit log, before it serves anything: with the store that it has, or
 * with a snapshot.
 */
public final class LogJoin {

  /** Way to join. */
  public sealed interface Way {

    /** The store goes on with the log as it is. */
    record Follow() implements Way {}

    /** The snapshot is to be restored in place of the store. */
    record Restore(BackupManifest snapshot) implements Way {}
  }

  private static final String ADOPT =
      "stop all nodes, and run adopt with the data folder that is to be kept";

  private final CommitLog log;
  private final @Nullable LogSnapshots snapshots;

  /**
   * @param log not used by anything else meanwhile
   * @param snapshots empty where there are none
   */
  public LogJoin(CommitLog log, Optional<LogSnapshots> snapshots) {
    this.log = log;
    this.snapshots = snapshots.orElse(null);
  }

  /**
   * Decides for a store.
   *
   * @param progress as the store has it
   * @param used whether the store holds streams, or did
   * @throws LogLostException when no way leads there, with one sentence for the operator
   */
  public Way way(Optional<byte[]> progress, boolean used) throws InterruptedException {
    if (progress.isPresent()) {
      return following(ReplicaProgress.decode(progress.get()));
    }
    if (used) {
      throw new LogLostException(
          "the data folder holds streams of a server without a commit log: adopt makes it the"
              + " beginning of one");
    }
    return empty();
  }

  private Way following(ReplicaProgress progress) throws InterruptedException {
    LogPosition own = position(progress, "");
    return switch (log.read(own.place(), 1, Duration.ZERO)) {
      case LogRead.Trimmed() -> new Way.Restore(newest(Optional.of(own)));
      case LogRead.Diverged(String reason) ->
          throw new LogLostException(
              "the commit log lost records that this node has applied, or is another one: %s; %s"
                  .formatted(reason, ADOPT));
      case LogRead.Records(List<LogRead.Entry> entries) -> {
        if (!LogSnapshots.goesOn(entries, own)) {
          throw new LogLostException(
              "the data folder belongs to the commit log %s, and this is another one: %s"
                  .formatted(own.log(), "rebuild-node makes this node join it"));
        }
        yield new Way.Follow();
      }
    };
  }

  private Way empty() throws InterruptedException {
    return switch (log.read(LogPlace.BEGINNING, 1, Duration.ZERO)) {
      case LogRead.Records(List<LogRead.Entry> entries) when entries.isEmpty() -> {
        requireNoSnapshots();
        yield new Way.Follow();
      }
      case LogRead.Records(List<LogRead.Entry> entries)
          when RecordEncoding.follows(entries.getFirst().bytes()).position() == 0 ->
          new Way.Follow();
      case LogRead.Records ignored -> new Way.Restore(newest(Optional.empty()));
      case LogRead.Trimmed() -> new Way.Restore(newest(Optional.empty()));
      case LogRead.Diverged(String reason) -> throw new LogLostException(reason);
    };
  }

  /** A cluster that has snapshots had a log: it was lost, or not begun yet by the node it is of. */
  private void requireNoSnapshots() {
    if (snapshots != null && !snapshots.all().isEmpty()) {
      throw new LogLostException(
          "the commit log is empty, but there are snapshots of the log %s: start the node first"
                  .formatted(snapshots.all().getFirst().at().log())
              + " that has its streams; if the engine lost the log, "
              + ADOPT);
    }
  }

  /**
   * The newest snapshot that goes on with the log.
   *
   * @param own the position of the store that it replaces
   */
  private BackupManifest newest(Optional<LogPosition> own) throws InterruptedException {
    if (snapshots == null) {
      throw new LogLostException(
          "the commit log was trimmed, and there is no place of snapshots: set BACKUP_TARGET, or"
              + " an archive");
    }
    StringBuilder unfit = new StringBuilder();
    for (LogSnapshots.Snapshot snapshot : snapshots.all()) {
      Optional<SnapshotDefect.Found> defect = misfit(snapshot, own);
      if (defect.isEmpty()) {
        return snapshot.manifest();
      }
      String id = snapshot.manifest().id().toString();
      unfit.append(unfit.isEmpty() ? ": " : ", ").append(defect.get().sentence(id));
    }
    throw new LogLostException(
        "the commit log does not begin with an empty store, and no snapshot goes on with it"
            + (unfit.isEmpty() ? ": there is none" : unfit));
  }

  private Optional<SnapshotDefect.Found> misfit(
      LogSnapshots.Snapshot snapshot, Optional<LogPosition> own) throws InterruptedException {
    if (own.filter(p -> p.logId() != snapshot.at().logId()).isPresent()) {
      return Optional.of(SnapshotDefect.OTHER_LOG.found());
    }
    List<String> refused = snapshot.verdicts().refused();
    if (!refused.isEmpty()) {
      return Optional.of(SnapshotDefect.FOUND_DAMAGED.found(String.join(", ", refused)));
    }
    return LogSnapshots.misfit(log, snapshot.at());
  }

  /**
   * Checks what was restored.
   *
   * @throws LogLostException when it is not what the manifest says
   */
  public static void requireRestored(BackupManifest snapshot, Optional<byte[]> progress) {
    defect(snapshot, progress)
        .ifPresent(defect -> {
          throw new LogLostException(defect.sentence("the snapshot " + snapshot.id()));
        });
  }

  /** The defect of what was restored; empty if it has none. */
  static Optional<SnapshotDefect.Found> defect(BackupManifest snapshot, Optional<byte[]> progress) {
    if (snapshot.log().isEmpty() || progress.isEmpty()) {
      return Optional.of(SnapshotDefect.NOT_OF_A_REPLICA.found());
    }
    ReplicaProgress found = ReplicaProgress.decode(progress.get());
    LogPosition named = snapshot.log().get();
    if (found.logId() != named.logId() || found.position() < named.position()) {
      return Optional.of(
          SnapshotDefect.WRONG_POSITION.found(
              found.position(), position(found, "").log(), named.position(), named.log()));
    }
    return Optional.empty();
  }

  /** The position of a replica. */
  public static LogPosition position(ReplicaProgress progress, String node) {
    return new LogPosition(
        progress.logId(), progress.place(), progress.position(), progress.chain().epoch(), node);
  }
}
