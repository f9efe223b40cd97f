package durablestreams.bootstrap;

import durablestreams.application.backup.BackupCatalog;
import durablestreams.application.backup.BackupId;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.offload.tools.ArchiveRebuilder;
import durablestreams.application.offload.tools.ArchiveVerifier;
import durablestreams.application.offload.tools.GarbagePurge;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.backup.Backups;
import durablestreams.bootstrap.process.CommandOutput;
import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.FilesArchive;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.assembly.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The commands for the archive while no server runs: verify, rebuild and purge. */
final class ArchiveCommands {

  private static final int PROGRESS_EVERY = 1_000;

  private final Settings settings;
  private final Wiring wiring;
  private final CommandOutput out;

  ArchiveCommands(Settings settings, Wiring wiring, CommandOutput out) {
    this.settings = settings;
    this.wiring = wiring;
    this.out = out;
  }

  /** Compares the archive with the index, and prints what is wrong. Returns the exit code. */
  int verify() {
    requireStoreAndArchive("verify-archive");
    requireDataFolder();
    try (OpenStore store = wiring.store();
        SegmentArchive archive = wiring.archive()) {
      var report = new ArchiveVerifier(store.directory(), archive).verify(this::checked);
      report.problems().forEach(out::line);
      out.line(
          "%s: %d objects with %d bytes checked, %s"
              .formatted(
                  wiring.archiveDescription(),
                  report.objects(),
                  report.bytes(),
                  problems(report.problems())));
      JsonWriter result =
          new JsonWriter()
              .beginObject()
              .member("archive", wiring.archiveDescription())
              .member("objects", report.objects())
              .member("bytes", report.bytes());
      out.result(CommandOutput.problems(result, report.problems()).endObject());
      return report.clean() ? Main.DONE : Main.FAILED;
    }
  }

  private void checked(long objects) {
    if (objects % PROGRESS_EVERY == 0) {
      out.progress(objects + " objects checked");
    }
  }

  /** Restores what the archive holds into an empty data folder. Returns the exit code. */
  int rebuild() {
    CommitLogs.refuseCommand(settings, "rebuild");
    requireStoreAndArchive("rebuild");
    requireEmpty(settings.get(StoreCatalog.DATA));
    Storage.of(settings)
        .archive()
        .nothingToRestore(settings)
        .ifPresent(reason -> {
          throw new StartException(reason);
        });
    try (OpenStore store = wiring.store();
        SegmentArchive archive = wiring.archive()) {
      var rebuilder = new ArchiveRebuilder(store.store(), archive, wiring.clock());
      var report = rebuilder.rebuild(out::progress);
      report.problems().forEach(out::line);
      out.line(
          "%s: %d streams with %d objects and %d bytes restored from %s, %s"
              .formatted(
                  wiring.storeDescription(),
                  report.streams(),
                  report.objects(),
                  report.bytes(),
                  wiring.archiveDescription(),
                  problems(report.problems())));
      JsonWriter result =
          new JsonWriter()
              .beginObject()
              .member("store", wiring.storeDescription())
              .member("archive", wiring.archiveDescription())
              .member("streams", report.streams())
              .member("objects", report.objects())
              .member("bytes", report.bytes());
      out.result(CommandOutput.problems(result, report.problems()).endObject());
      if (settings.get(ArchiveCatalog.TAKE_ARCHIVE)) {
        new ArchiveStart(settings, store, archive).claim();
      } else {
        out.line("Start the server with --take-archive, once, to make this store the owner");
      }
      return report.problems().isEmpty() ? Main.DONE : Main.FAILED;
    }
  }

  /** Removes from the archive what nothing refers to. Returns the exit code. */
  int purge() {
    CommitLogs.refuseCommand(settings, "purge-now");
    requireStoreAndArchive("purge-now");
    requireDataFolder();
    try (OpenStore store = wiring.store();
        SegmentArchive archive = wiring.archive()) {
      var ownership = new ArchiveStart(settings, store, archive).claim();
      requireNoBackups(archive);
      long removed = new GarbagePurge(store.store(), store.queue(), archive, ownership).purge();
      out.line("%s: %d objects removed".formatted(wiring.archiveDescription(), removed));
      out.result(
          new JsonWriter()
              .beginObject()
              .member("archive", wiring.archiveDescription())
              .member("removed", removed)
              .endObject());
      return Main.DONE;
    }
  }

  /** Their objects would be removed, and deleted data is not gone while they are there. */
  private void requireNoBackups(SegmentArchive archive) {
    List<BackupId> kept =
        Stream.of(archive, Backups.target(settings, archive))
            .flatMap(place -> new BackupCatalog(place).referring().stream())
            .distinct()
            .toList();
    if (!kept.isEmpty()) {
      throw new StartException(
          "%d backups refer to objects in the archive, the oldest is %s: remove them first"
              .formatted(kept.size(), kept.getFirst()));
    }
  }

  private void requireDataFolder() {
    Path data = settings.get(StoreCatalog.DATA);
    if (!Files.isDirectory(data)) {
      throw new StartException("There is no data folder " + absolute(data));
    }
  }

  private void requireStoreAndArchive(String command) {
    Storage chosen = Storage.of(settings);
    if (!chosen.store().outlivesProcess()) {
      throw new SettingsException(
          "%s does not go with store=%s, which is empty at every start"
              .formatted(command, chosen.store().name()));
    }
    if (!chosen.archive().outlivesProcess()) {
      throw new SettingsException(
          "%s needs an archive that outlives a process: %s must be %s"
              .formatted(
                  command,
                  settings.source(Storage.ARCHIVE),
                  String.join(" or ", Storage.lastingArchives(settings))));
    }
  }

  /** Nothing but the archive may be there: what is restored must not meet what it replaces. */
  private void requireEmpty(Path data) {
    if (!Files.exists(data)) {
      return;
    }
    Path archive = FilesArchive.folder(settings);
    try (Stream<Path> entries = Files.list(data)) {
      if (entries.anyMatch(entry -> !archive.startsWith(absolute(entry)))) {
        throw new StartException(
            "The data folder %s is not empty: rebuild into another one".formatted(absolute(data)));
      }
    } catch (IOException e) {
      throw new StartException("The data folder %s cannot be read".formatted(absolute(data)), e);
    }
  }

  private static String problems(List<String> problems) {
    return switch (problems.size()) {
      case 0 -> "no problems";
      case 1 -> "1 problem";
      default -> problems.size() + " problems";
    };
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
