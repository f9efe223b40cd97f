package durablestreams.bootstrap.cluster;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.encoding.UnknownRecordException;
import durablestreams.application.replication.snapshot.Adoption;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.storage.CommitLogProvider;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.assembly.StartException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Check that the folder of a stopped node holds every change of the commit log. A backup of one
 * that is behind would name objects that the other nodes may have removed since.
 */
public final class CompleteFolder {

  private CompleteFolder() {}

  /**
   * Does nothing for a single server.
   *
   * @throws StartException when the folder lacks a change, or that cannot be looked up
   */
  public static void require(Settings settings, OpenStore store, InstantSource clock)
      throws InterruptedException {
    Optional<CommitLogProvider> engine = CommitLogs.engine(settings);
    Optional<ReplicaStore> replica = store.replica();
    if (engine.isPresent() && replica.isPresent()) {
      try (CommitLog log = engine.get().open(settings)) {
        require(replica.get(), log, clock);
      }
    }
  }

  static void require(ReplicaStore replica, CommitLog log, InstantSource clock)
      throws InterruptedException {
    try {
      new Adoption(replica, clock).requireComplete(log);
    } catch (LogLostException | LogUnavailableException | UnknownRecordException e) {
      throw new StartException(
          "No backup was made, because this folder may lack changes (%s): make it at a node that runs"
              .formatted(e.getMessage()),
          e);
    }
  }
}
