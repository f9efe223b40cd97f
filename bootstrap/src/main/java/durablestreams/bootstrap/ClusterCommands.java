package durablestreams.bootstrap;

import durablestreams.application.backup.BackupManifest;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.snapshot.Adoption;
import durablestreams.application.replication.snapshot.LogJoin;
import durablestreams.bootstrap.backup.Backups;
import durablestreams.bootstrap.cluster.NodeFolder;
import durablestreams.bootstrap.cluster.NodesCommand;
import durablestreams.bootstrap.process.CommandOutput;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.storage.CommitLogProvider;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.assembly.StartException;
import durablestreams.server.store.SqliteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The commands of clusters: {@code adopt}, {@code leave} and {@code rebuild-node} work on a data
 * folder while no server runs, {@code verify-nodes} and {@code raise-level} on nodes that run.
 */
final class ClusterCommands {

  private final Settings settings;
  private final Wiring wiring;
  private final CommandOutput out;
  private final Path data;

  ClusterCommands(Settings settings, Wiring wiring, CommandOutput out) {
    this.settings = settings;
    this.wiring = wiring;
    this.out = out;
    this.data = settings.get(StoreCatalog.DATA);
  }

  /** Begins a new commit log with the streams of the data folder. Returns the exit code. */
  int adopt() {
    CommitLogProvider engine = engine("adopt");
    requireDatabase();
    try (OpenStore store = SqliteFile.openReplica(data, wiring.clock());
        CommitLog log = engine.open(settings)) {
      ReplicaProgress begun =
          new Adoption(replica(store), wiring.clock())
              .adopt(log, settings.get(ClusterCatalog.DISCARD_LOG), new SecureRandom().nextLong());
      String id = LogJoin.position(begun, "").log();
      out.line(
          "%s begins the commit log %s in %s"
              .formatted(absolute(data), id, engine.description(settings)));
      Optional<BackupManifest> snapshot = snapshot(store);
      out.line(
          snapshot
              .map(made ->
                  "Snapshot %s: start this node, and then others with empty folders; rebuild-node empties a folder"
                      .formatted(made.id()))
              .orElse(
                  "Without BACKUP_TARGET or an archive there is no snapshot: copy the folder to each other node before this one is started"));
      JsonWriter result = new JsonWriter().beginObject().member("log", id);
      snapshot.ifPresent(made -> result.member("snapshot", made.id().toString()));
      out.result(result.endObject());
      return Main.DONE;
    } catch (LogLostException e) {
      throw new StartException("Nothing was adopted: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The command was interrupted: repeat it", e);
    }
  }

  private Optional<BackupManifest> snapshot(OpenStore store) throws InterruptedException {
    if (!Backups.hasTarget(settings)) {
      return Optional.empty();
    }
    try (SegmentArchive archive = wiring.archive();
        Backups backups = Backups.of(settings, store, archive, Version.current(), wiring.clock())) {
      return Optional.of(
          backups.create().orElseThrow().run(bytes -> out.progress(bytes + " bytes copied")));
    }
  }

  /** Makes the folder of a node that of a single server. Returns the exit code. */
  int leave() {
    requireSqlite("leave");
    requireDatabase();
    if (SqliteFile.logProgress(data).isEmpty()) {
      throw new StartException(absolute(data) + " belongs to no commit log");
    }
    try (OpenStore store = SqliteFile.openReplica(data, wiring.clock())) {
      Adoption adoption = new Adoption(replica(store), wiring.clock());
      Optional<CommitLogProvider> engine = CommitLogs.engine(settings);
      if (engine.isPresent()) {
        try (CommitLog log = engine.get().open(settings)) {
          adoption.requireComplete(log);
        }
      }
      adoption.leave();
      out.line(absolute(data) + " is the folder of a single server now");
      out.result(
          new JsonWriter().beginObject().member("data", absolute(data).toString()).endObject());
      return Main.DONE;
    } catch (LogLostException e) {
      throw new StartException("The node did not leave: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The command was interrupted: repeat it", e);
    }
  }

  /** Throws the files of a node away, and restores a snapshot. Returns the exit code. */
  int rebuild() {
    engine("rebuild-node");
    Optional<BackupManifest> snapshot = new NodeFolder(settings, wiring::archive).rebuild();
    out.line(
        snapshot
            .map(
                restored -> "Snapshot %s restored into %s".formatted(restored.id(), absolute(data)))
            .orElse(
                "%s is empty: the node reads the commit log from its beginning"
                    .formatted(absolute(data))));
    JsonWriter result = new JsonWriter().beginObject().member("data", absolute(data).toString());
    snapshot.ifPresent(restored -> result.member("snapshot", restored.id().toString()));
    out.result(result.endObject());
    return Main.DONE;
  }

  /**
   * Compares the nodes. Returns the exit code.
   *
   * @param words the command, and the URLs of the nodes
   */
  int verify(List<String> words) {
    return nodes().verify(words) ? Main.DONE : Main.FAILED;
  }

  /**
   * Raises the feature level. Returns the exit code.
   *
   * @param words the command, and the URLs of the nodes
   */
  int raise(List<String> words) {
    return nodes().raise(words) ? Main.DONE : Main.FAILED;
  }

  private NodesCommand nodes() {
    return new NodesCommand(settings, wiring.clock(), out);
  }

  private CommitLogProvider engine(String command) {
    requireSqlite(command);
    CommitLogProvider engine =
        CommitLogs.engine(settings)
            .orElseThrow(() ->
                new SettingsException(
                    command + " needs a commit log: set " + CommitLogs.COMMIT_LOG.variable()));
    Storage.of(settings).check(settings);
    return engine;
  }

  private void requireSqlite(String command) {
    if (!Storage.of(settings).store().outlivesProcess()) {
      throw new SettingsException(
          "%s does not go with store=%s, which is empty at every start"
              .formatted(command, Storage.of(settings).store().name()));
    }
  }

  private void requireDatabase() {
    if (!Files.isRegularFile(data.resolve("streams.db"))) {
      throw new StartException("There is no streams.db in " + absolute(data));
    }
  }

  private static ReplicaStore replica(OpenStore store) {
    return store.replica().orElseThrow();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
