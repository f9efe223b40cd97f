package durablestreams.bootstrap.settings;

import durablestreams.application.provider.SegmentArchiveProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The values of all settings, each checked against its kind. */
public final class Settings {

  /**
   * A value and where it is from.
   *
   * @param source the name under which it was given, as the operator wrote it
   */
  record Given(String text, String source) {}

  private final Map<String, Given> given;
  private final List<SegmentArchiveProvider> archives;

  Settings(Map<String, Given> given, List<SegmentArchiveProvider> archives) {
    this.given = Map.copyOf(given);
    this.archives = archives;
  }

  /** Archives of plug-ins that a setting can name. */
  public List<SegmentArchiveProvider> archives() {
    return archives;
  }

  /** The value of a setting that has a default. */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalStateException(setting.variable() + " has no default"));
  }

  /** The value that was given, or else the default, if there is one. */
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable(given.get(setting.variable()))
        .map(Given::text)
        .or(() -> Optional.of(setting.defaultText()).filter(text -> !text.isEmpty()))
        .map(text -> setting.kind().parse(text).orElseThrow());
  }

  /** The name under which the operator gave a setting, or its flag if it was not given. */
  public String source(Setting<?> setting) {
    Given value = given.get(setting.variable());
    return value == null ? setting.flag() : value.source();
  }

  /** Whether the operator gave a value, even if it is the default. */
  public boolean isGiven(Setting<?> setting) {
    return given.containsKey(setting.variable());
  }

  /** All that was given, by the names of the variables. */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    given.forEach((variable, value) -> texts.put(variable, value.text()));
    return texts;
  }
}
