package durablestreams.application.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The backups in a folder or a bucket. */
public final class BackupCatalog {

  private static final int MAX_MANIFEST_BYTES = 64 << 20;

  private final SegmentArchive target;

  public BackupCatalog(SegmentArchive target) {
    this.target = target;
  }

  /** Names of the objects of each backup, oldest first. */
  private NavigableMap<BackupId, List<String>> objects() {
    NavigableMap<BackupId, List<String>> all = new TreeMap<>();
    target.list(
        BackupId.ROOT,
        listed -> {
          String[] parts = listed.name().split("/", -1);
          if (parts.length == 3) {
            BackupId.parse(parts[1])
                .ifPresent(
                    id -> all.computeIfAbsent(id, i -> new ArrayList<>()).add(listed.name()));
          }
        });
    return all;
  }

  /** The complete backups, oldest first. */
  public List<BackupId> complete() {
    return having(BackupId::manifest);
  }

  /** The backups that refer to objects, wherever their parts are. */
  public List<BackupId> referring() {
    return Stream.of(complete(), pinned()).flatMap(List::stream).sorted().distinct().toList();
  }

  /** The backups elsewhere whose objects are kept here, oldest first. */
  List<BackupId> pinned() {
    return having(BackupId::pin);
  }

  private List<BackupId> having(Function<BackupId, String> name) {
    return objects().entrySet().stream()
        .filter(backup -> backup.getValue().contains(name.apply(backup.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The manifest of a backup; empty when there is none.
   *
   * @throws ArchiveUnavailableException when it cannot be read
   * @throws IllegalArgumentException when it is damaged
   */
  public Optional<BackupManifest> manifest(BackupId id) {
    Optional<SegmentArchive.Described> described = target.describe(id.manifest());
    if (described.isEmpty()) {
      return Optional.empty();
    }
    int length = (int) Math.min(described.get().size(), MAX_MANIFEST_BYTES);
    return target.read(id.manifest(), 0, length).map(json -> BackupManifest.parse(id, json));
  }

  /** Keeps the objects of a backup that is elsewhere. */
  void pin(BackupId id) {
    put(id.pin(), "this archive holds objects that the backup refers to\n".getBytes(US_ASCII));
  }

  /** Removes the pins of a store, except those of some backups. */
  void unpinOthers(String storeId, List<BackupId> kept) {
    pinned().stream()
        .filter(id -> id.store().equals(BackupId.ofStore(storeId)) && !kept.contains(id))
        .forEach(id -> target.delete(id.pin()));
  }

  void put(String name, byte[] bytes) {
    SegmentArchive.Content content =
        new SegmentArchive.Content() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream(bytes);
          }
        };
    target.put(name, content, Map.of());
  }

  /** Whether all parts are there with their sizes. */
  boolean holds(BackupManifest manifest) {
    Map<String, Long> sizes = new TreeMap<>();
    target.list(manifest.id().folder(), listed -> sizes.put(listed.name(), listed.size()));
    return manifest.parts().stream().allMatch(part -> sizes.containsKey(part.name()));
  }

  /** Removes what interrupted backups of a store left. */
  void removeIncomplete(String storeId) {
    objects()
        .forEach((id, names) -> {
          if (id.store().equals(BackupId.ofStore(storeId))
              && !names.contains(id.manifest())
              && !names.contains(id.pin())) {
            target.deleteAll(names);
          }
        });
  }

  /** Removes the oldest complete backups of a store beyond a number. */
  void keep(String storeId, int count) {
    NavigableMap<BackupId, List<String>> all = objects();
    List<BackupId> own =
        all.entrySet().stream()
            .filter(backup -> backup.getKey().store().equals(BackupId.ofStore(storeId)))
            .filter(backup -> backup.getValue().contains(backup.getKey().manifest()))
            .map(Map.Entry::getKey)
            .toList();
    own.subList(0, Math.max(0, own.size() - count))
        .forEach(id -> remove(id, all.getOrDefault(id, List.of())));
  }

  /** The manifest goes first, so that nothing half removed passes for a backup. */
  private void remove(BackupId id, List<String> names) {
    target.delete(id.manifest());
    target.deleteAll(names);
  }

  /** Removes one, complete or not. */
  void remove(BackupId id) {
    List<String> names = objects().get(id);
    if (names != null) {
      remove(id, names);
    }
  }
}
