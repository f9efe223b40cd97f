package durablestreams.bootstrap.storage;

import durablestreams.application.provider.SegmentArchiveProvider;
import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The store and the archive that the settings name, of all there are.
 *
 * @param store provider of the store
 * @param archive provider of the archive
 */
public record Storage(StoreProvider store, ArchiveProvider archive) {

  /** Every store; a new one is an entry here. */
  private static final List<StoreProvider> STORES = List.of(new SqliteStore(), new MemoryStore());

  /** Every archive; a new one is an entry here. */
  private static final List<ArchiveProvider> ARCHIVES =
      List.of(new FilesArchive(), new R2Archive(), new MemoryArchive(), new WithoutArchive());

  public static final Setting<String> STORE =
      Setting.of(
          "STORE",
          new SettingType.Word(STORES.stream().map(StoreProvider::name).toList()),
          STORES.getFirst().name(),
          Group.STORE,
          "Where streams are stored: a SQLite file in the data folder, forced to disk before "
              + "every reply, or memory, which is lost when the process ends.");

  /** The setting without archives of plug-ins, which names it in errors. */
  public static final Setting<String> ARCHIVE = archiveAmong(ARCHIVES);

  private static Setting<String> archiveAmong(List<ArchiveProvider> archives) {
    return Setting.of(
        "ARCHIVE",
        new SettingType.Word(namesOf(archives)),
        "",
        "files; memory with `store=memory`",
        Group.ARCHIVE,
        "Where sealed segments are stored: a folder, an R2 or S3 bucket (`r2` and `s3` mean the "
            + "same), memory, or nowhere, so that the store keeps everything.");
  }

  private static List<String> namesOf(List<ArchiveProvider> archives) {
    return archives.stream().flatMap(archive -> archive.names().stream()).toList();
  }

  /** The archives of the server, and those of plug-ins. */
  private static List<ArchiveProvider> archives(List<SegmentArchiveProvider> plugins) {
    return Stream.concat(ARCHIVES.stream(), plugins.stream().map(PluginArchive::new)).toList();
  }

  /** Names of the archives that the server has. */
  public static List<String> archiveNames() {
    return namesOf(ARCHIVES);
  }

  /** The settings that choose, and those of every store and archive of the server. */
  public static List<Setting<?>> settings() {
    return settings(List.of());
  }

  /** The settings that choose, and those of every store and archive. */
  public static List<Setting<?>> settings(List<SegmentArchiveProvider> plugins) {
    List<ArchiveProvider> archives = archives(plugins);
    Set<Setting<?>> all = new LinkedHashSet<>(List.of(STORE, archiveAmong(archives)));
    STORES.forEach(store -> all.addAll(store.settings()));
    archives.forEach(archive -> all.addAll(archive.settings()));
    return List.copyOf(all);
  }

  /** What the settings choose. */
  public static Storage of(Settings settings) {
    StoreProvider store =
        STORES.stream().filter(s -> s.name().equals(settings.get(STORE))).findFirst().orElseThrow();
    List<ArchiveProvider> archives = archives(settings.archives());
    String archive = settings.find(archiveAmong(archives)).orElseGet(store::defaultArchive);
    return new Storage(
        store,
        archives.stream().filter(a -> a.names().contains(archive)).findFirst().orElseThrow());
  }

  /** How many of store and archive are on the Java heap: 0, 1 or 2. */
  public int onHeap() {
    return (store.isOnHeap() ? 1 : 0) + (archive.isOnHeap() ? 1 : 0);
  }

  /** Names of the archives that outlive a process. */
  public static List<String> lastingArchives(Settings settings) {
    return archives(settings.archives()).stream()
        .filter(ArchiveProvider::outlivesProcess)
        .map(ArchiveProvider::name)
        .toList();
  }

  /**
   * Refuses settings that the chosen store and archive do not use: data would go elsewhere than the
   * operator thinks.
   *
   * @throws SettingsException at the first setting that is given and has no effect
   */
  public void refuseUnused(Settings settings) {
    Set<Setting<?>> used = new LinkedHashSet<>(store.settings());
    used.addAll(archive.settings());
    STORES.forEach(other -> refuse(other.settings(), used, settings, "set STORE=" + other.name()));
    archives(settings.archives())
        .forEach(other -> refuse(other.settings(), used, settings, "set ARCHIVE=" + other.name()));
    if (!archive.takesSegments()) {
      refuse(ArchiveCatalog.settings(), used, settings, "choose an archive");
    }
  }

  private void refuse(
      List<Setting<?>> candidates, Set<Setting<?>> used, Settings settings, String remedy) {
    candidates.stream()
        .filter(setting -> settings.isGiven(setting) && !used.contains(setting))
        .findFirst()
        .ifPresent(setting -> {
          throw new SettingsException(
              "%s is not used with STORE=%s and ARCHIVE=%s: remove it, or %s."
                  .formatted(settings.source(setting), store.name(), archive.name(), remedy));
        });
  }

  /** Checks the settings of what is chosen before anything is opened. */
  public void check(Settings settings) {
    CommitLogs.check(settings, this);
    archive.check(settings);
  }
}
