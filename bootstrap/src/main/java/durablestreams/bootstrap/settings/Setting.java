package durablestreams.bootstrap.settings;

import java.util.List;
import java.util.Locale;

/**
 * One thing that can be set.
 *
 * @param variable the environment variable, which gives the flag and the file entry their name
 * @param kind what values it has
 * @param defaultText the value when none is given, or empty when there is none
 * @param defaultWords what to say of the default where it is no fixed value, or empty
 * @param group the heading it stands under
 * @param sentence what it does
 */
public record Setting<T>(
    String variable,
    SettingType<T> kind,
    String defaultText,
    String defaultWords,
    Group group,
    String sentence) {

  /** What a setting is about. */
  public enum Group {
    SERVER("Server"),
    STORE("Store"),
    ARCHIVE("Archive"),
    R2("R2, or any S3"),
    LIVE("Reading"),
    LIMITS("Time and size limits"),
    COMMIT("Commits and memory"),
    BROWSER("Caches and browsers"),
    SUBSCRIPTIONS("Subscriptions"),
    CLUSTER("Cluster"),
    ACCESS("Access"),
    OPERATION("Operation");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** A setting with a fixed default, or, with an empty one, without any. */
  public static <T> Setting<T> of(
      String variable, SettingType<T> kind, String defaultText, Group group, String sentence) {
    return of(variable, kind, defaultText, "", group, sentence);
  }

  /** A setting whose default takes words to describe. */
  public static <T> Setting<T> of(
      String variable,
      SettingType<T> kind,
      String defaultText,
      String defaultWords,
      Group group,
      String sentence) {
    return new Setting<>(variable, kind, defaultText, defaultWords, group, sentence);
  }

  static final String FILE_SUFFIX = "_FILE";

  /** The variables it goes by: a secret has one more, for the name of a file that holds it. */
  public List<String> variables() {
    return kind.secret() ? List.of(variable, variable + FILE_SUFFIX) : List.of(variable);
  }

  /** The name of the entry in the file, and of the flag without its dashes. */
  public String entry() {
    return entryOf(variable);
  }

  public String flag() {
    return "--" + entry();
  }

  static String entryOf(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What stands for the default in documents. */
  public String defaultShown() {
    return defaultWords.isEmpty() ? defaultText : defaultWords;
  }
}
