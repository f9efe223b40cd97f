package durablestreams.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resources that targets which start processes share: the project's folder, a temporary folder for
 * data and logs, and the children to stop at the end.
 *
 * @param root the project's folder
 * @param temporary the folder under which every process gets one of its own
 * @param children the processes that run
 */
public record Workshop(Path root, Path temporary, Children children) {

  /** A new, empty folder for a process of this target. */
  Path folder(String target) throws IOException {
    return Files.createTempDirectory(temporary, target + "-");
  }

  /** The Java launcher that runs this program. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
