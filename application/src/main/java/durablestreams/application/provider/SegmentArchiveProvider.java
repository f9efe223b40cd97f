package durablestreams.application.provider;

import durablestreams.application.port.SegmentArchive;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Factory of a {@link SegmentArchive} at server start, and the extension point for custom archives.
 *
 * <ol>
 *   <li>Implement this interface and {@link SegmentArchive} in a class with a public constructor
 *       without parameters.
 *   <li>Name the class in a file {@code
 *       META-INF/services/durablestreams.application.provider.SegmentArchiveProvider} of your jar.
 *   <li>Put the jar into a folder, and start the server with {@code PLUGINS} set to that folder and
 *       {@code ARCHIVE} set to what {@link #name()} returns.
 * </ol>
 */
public interface SegmentArchiveProvider {

  /** The value of {@code ARCHIVE} that selects this archive: small letters, digits, hyphens. */
  String name();

  /**
   * The settings that {@link #open} looks at, each of which the operator gives as a flag, an
   * environment variable or an entry of the configuration file. Prefix their names with {@code
   * ARCHIVE_} and the name of the archive to avoid collisions. They are refused with another
   * archive.
   */
  default List<ProviderSetting> settings() {
    return List.of();
  }

  /**
   * Checks the settings before anything is opened.
   *
   * @param settings those of {@link #settings()} that were given, by name; no others
   * @throws ProviderSettingsException if they are invalid; this aborts startup
   */
  default void check(Map<String, String> settings) {}

  /** Where objects are, in a few words for the log, without a secret: "zip files in /data". */
  default String description(Map<String, String> settings) {
    return name();
  }

  /** Default of concurrent uploads, 1 to 256: more than one for an archive that is far away. */
  default int parallelUploads() {
    return 1;
  }

  /**
   * Opens the archive; one that cannot be reached at present is opened all the same, and its calls
   * fail with {@link durablestreams.application.port.ArchiveUnavailableException}.
   *
   * @param settings as for {@link #check}, which did not refuse them
   * @param clock what the archive takes the time from
   */
  SegmentArchive open(Map<String, String> settings, InstantSource clock);
}
