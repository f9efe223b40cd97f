package durablestreams.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, as its jar names it. */
final class Version {
  private static final String RESOURCE = "version.properties";
  private static final String UNKNOWN = "unknown";

  private Version() {}

  /** The version, such as {@code 1.2.0}. */
  static String current() {
    return described().getProperty("version", UNKNOWN);
  }

  /**
   * The version, the commit that was built and its date, such as {@code 1.2.0 (commit 5b2ff9f1c0de,
   * 2026-11-27)}. A build outside of a git repository knows no commit.
   */
  static String full() {
    return full(described());
  }

  static String full(Properties build) {
    String commit = build.getProperty("commit", "");
    String date = build.getProperty("date", "");
    String version = build.getProperty("version", UNKNOWN);
    return isKnown(commit) && isKnown(date)
        ? "%s (commit %s, %s)".formatted(version, commit, date)
        : version + " (commit unknown)";
  }

  /** What the build does not know is empty, or the name of the property. */
  private static boolean isKnown(String value) {
    return !value.isEmpty() && !value.startsWith("$");
  }

  private static Properties described() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("The class path has no " + RESOURCE);
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
