package durablestreams.bootstrap;

import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.RestoreBackup;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.port.FolderInUseException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SnapshotSource;
import durablestreams.bootstrap.backup.Backups;
import durablestreams.bootstrap.backup.RemoteBackup;
import durablestreams.bootstrap.cluster.CompleteFolder;
import durablestreams.bootstrap.process.CommandOutput;
import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.BackupSettings;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.storage.FilesArchive;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.assembly.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The commands {@code backup} and {@code restore}. */
final class BackupCommands {

  /** What a restore that failed leaves in the folder. */
  private static final Set<String> LEFT = Set.of("lock", "native", "restore.tmp");

  private final Settings settings;
  private final Wiring wiring;
  private final CommandOutput out;

  BackupCommands(Settings settings, Wiring wiring, CommandOutput out) {
    this.settings = settings;
    this.wiring = wiring;
    this.out = out;
  }

  /** Makes a backup: here, or in the server that uses the data folder. Returns the exit code. */
  int backup() {
    Backups.require(settings);
    Path data = settings.get(StoreCatalog.DATA);
    if (!Files.isDirectory(data)) {
      throw new StartException("There is no data folder " + absolute(data));
    }
    try {
      return made();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The backup was interrupted", e);
    }
  }

  private int made() throws InterruptedException {
    try (OpenStore store = wiring.store();
        SegmentArchive archive = wiring.archive();
        Backups backups = Backups.of(settings, store, archive, Version.current(), wiring.clock())) {
      CompleteFolder.require(settings, store, wiring.clock());
      BackupManifest made =
          backups
              .create()
              .orElseThrow(() -> new SettingsException("This store has no backups."))
              .run(bytes -> out.progress(bytes + " bytes copied"));
      print(made.id().toString(), made.bytes(), made.parts().size());
      return Main.DONE;
    } catch (FolderInUseException e) {
      new RemoteBackup(settings, AdminListener.port(settings), out::progress).run(this::print);
      return Main.DONE;
    }
  }

  private void print(String id, long bytes, long parts) {
    out.line("Backup %s: %d bytes in %d parts".formatted(id, bytes, parts));
    out.result(
        new JsonWriter()
            .beginObject()
            .member("id", id)
            .member("bytes", bytes)
            .member("parts", parts)
            .endObject());
  }

  /** Restores a backup into an empty data folder. Returns the exit code. */
  int restore() {
    Backups.require(settings);
    Path data = settings.get(StoreCatalog.DATA);
    requireEmpty(data);
    try (SegmentArchive archive = wiring.archive()) {
      SegmentArchive target = Backups.target(settings, archive);
      RestoreBackup restore = new RestoreBackup(target);
      BackupManifest manifest = restore.find(settings.find(BackupSettings.BACKUP_ID));
      try (SnapshotSource.Restore into = Storage.of(settings).store().restore(settings)) {
        restore.run(
            manifest, into, bytes -> out.progress(bytes + " of " + manifest.bytes() + " bytes"));
      }
      if (target != archive) {
        target.close();
      }
      restored(manifest, data, archive);
      return Main.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The restore was interrupted; nothing was restored", e);
    }
  }

  private void restored(BackupManifest manifest, Path data, SegmentArchive archive) {
    out.line(
        "Backup %s of %s (store %s) restored into %s"
            .formatted(manifest.id(), manifest.id().begun(), manifest.store(), absolute(data)));
    if (settings.isGiven(ArchiveCatalog.TAKE_ARCHIVE)
        && settings.get(ArchiveCatalog.TAKE_ARCHIVE)) {
      try (OpenStore store = wiring.store()) {
        new ArchiveStart(settings, store, archive).claim();
      }
      out.line("The archive belongs to the restored store now");
    } else if (Storage.of(settings).archive().takesSegments()) {
      out.line(
          "Start the server with --take-archive, once, if the former server is stopped for good");
    }
    out.result(
        new JsonWriter()
            .beginObject()
            .member("id", manifest.id().toString())
            .member("begun", manifest.id().begun().toString())
            .member("store", manifest.store())
            .member("data", absolute(data).toString())
            .endObject());
  }

  /** Nothing but the archive may be there: what is restored must not meet what it replaces. */
  private void requireEmpty(Path data) {
    if (!Files.exists(data)) {
      return;
    }
    Path archive = FilesArchive.folder(settings);
    try (Stream<Path> entries = Files.list(data)) {
      if (entries
          .filter(entry -> !LEFT.contains(String.valueOf(entry.getFileName())))
          .anyMatch(entry -> !archive.startsWith(absolute(entry)))) {
        throw new StartException(
            "The data folder %s is not empty: restore into another one".formatted(absolute(data)));
      }
    } catch (IOException e) {
      throw new StartException("The data folder %s cannot be read".formatted(absolute(data)), e);
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
