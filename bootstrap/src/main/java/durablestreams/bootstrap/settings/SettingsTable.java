package durablestreams.bootstrap.settings;

import durablestreams.application.provider.SegmentArchiveProvider;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings by the names of their entries. A secret also goes by a second name, with {@code
 * -file} at its end, under which the name of a file is given that holds it.
 */
public final class SettingsTable {

  private final List<Setting<?>> settings;
  private final List<SegmentArchiveProvider> archives;
  private final Map<String, Setting<?>> byEntry = new LinkedHashMap<>();

  /** A table without settings of plug-ins. */
  public SettingsTable(List<Setting<?>> settings) {
    this(settings, List.of());
  }

  /**
   * A table of these.
   *
   * @param archives archives of plug-ins that the settings can name
   * @throws SettingsException when two have the same name
   */
  public SettingsTable(List<Setting<?>> settings, List<SegmentArchiveProvider> archives) {
    this.settings = List.copyOf(settings);
    this.archives = List.copyOf(archives);
    for (Setting<?> setting : settings) {
      for (String variable : setting.variables()) {
        if (byEntry.put(Setting.entryOf(variable), setting) != null) {
          throw new SettingsException(
              "Two settings are named %s; those of a plug-in begin with AUTH_ or ARCHIVE_ and the name of the policy or archive."
                  .formatted(variable));
        }
      }
    }
  }

  public List<Setting<?>> settings() {
    return settings;
  }

  List<SegmentArchiveProvider> archives() {
    return archives;
  }

  Set<String> entries() {
    return byEntry.keySet();
  }

  boolean has(String entry) {
    return byEntry.containsKey(entry);
  }

  boolean isSwitch(String entry) {
    return setting(entry).map(s -> s.kind() instanceof SettingType.Switch).orElse(false);
  }

  boolean isSecret(String entry) {
    return setting(entry).map(s -> s.kind().secret()).orElse(false);
  }

  /** What may be given under this name. */
  String allowed(String entry) {
    return setting(entry)
        .map(s -> s.entry().equals(entry) ? s.kind() : new SettingType.FilePath())
        .map(SettingType::allowed)
        .orElseThrow();
  }

  private Optional<Setting<?>> setting(String entry) {
    return Optional.ofNullable(byEntry.get(entry));
  }

  /** The settings of each group. */
  public Map<Setting.Group, List<Setting<?>>> byGroup() {
    Map<Setting.Group, List<Setting<?>>> groups = new EnumMap<>(Setting.Group.class);
    for (Setting<?> setting : settings) {
      groups.computeIfAbsent(setting.group(), g -> new ArrayList<>()).add(setting);
    }
    return groups;
  }
}
