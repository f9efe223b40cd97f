package durablestreams.application.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
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

  /**
   * The verdicts of nodes on backups.
   *
   * @param accepted the nodes that have restored and checked it
   * @param refused the nodes that found it damaged
   */
  public record Verdicts(List<String> accepted, List<String> refused) {

    private static final String ACCEPTED = "checked-";
    private static final String REFUSED = "refused-";

    /** Whether a node has checked it, and none found it damaged. */
    boolean isSound() {
      return !accepted.isEmpty() && refused.isEmpty();
    }

    private static Verdicts in(BackupId id, List<String> names) {
      return new Verdicts(
          nodes(names, id.folder() + ACCEPTED), nodes(names, id.folder() + REFUSED));
    }

    private static List<String> nodes(List<String> names, String prefix) {
      return names.stream()
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .sorted()
          .toList();
    }
  }

  /** The verdicts on each complete backup, the newest backup first. */
  public NavigableMap<BackupId, Verdicts> verdicts() {
    NavigableMap<BackupId, Verdicts> all = new TreeMap<>(Comparator.reverseOrder());
    objects()
        .forEach((id, names) -> {
          if (names.contains(id.manifest())) {
            all.put(id, Verdicts.in(id, names));
          }
        });
    return all;
  }

  /**
   * Records that a node has checked a backup.
   *
   * @param node its name: letters, digits, dots and dashes
   * @param refusal what is wrong with it; empty if nothing is
   */
  public void checked(BackupId id, String node, String refusal) {
    String kind = refusal.isEmpty() ? Verdicts.ACCEPTED : Verdicts.REFUSED;
    String text = refusal.isEmpty() ? "restored and checked\n" : refusal + "\n";
    put(id.folder() + kind + node, text.getBytes(UTF_8));
  }

  /**
   * Removes the oldest complete backups of a store beyond a number, but not the newest that was
   * checked and that no node found damaged.
   *
   * @param made the one that was made now: those with a later time are from a clock that was ahead,
   *     and older than it
   */
  void keep(String storeId, int count, BackupId made) {
    NavigableMap<BackupId, List<String>> all = objects();
    List<BackupId> own =
        all.entrySet().stream()
            .filter(backup -> backup.getKey().store().equals(BackupId.ofStore(storeId)))
            .filter(backup -> backup.getValue().contains(backup.getKey().manifest()))
            .map(Map.Entry::getKey)
            .sorted(
                Comparator.comparing((BackupId id) -> !id.begun().isAfter(made.begun()))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    Optional<BackupId> checked =
        own.reversed().stream()
            .filter(id -> Verdicts.in(id, all.getOrDefault(id, List.of())).isSound())
            .findFirst();
    own.subList(0, Math.max(0, own.size() - count)).stream()
        .filter(id -> !checked.equals(Optional.of(id)))
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
