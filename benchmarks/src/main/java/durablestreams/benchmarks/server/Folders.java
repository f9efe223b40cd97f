package durablestreams.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders and how they go away. */
public final class Folders {

  private Folders() {}

  /** Deletes a folder with all it holds; what vanishes meanwhile is fine. */
  public static void delete(Path folder) {
    try {
      for (Path path : contents(folder).reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }

  /** Bytes in all files below a folder whose names end so. */
  public static long bytes(Path folder, String suffix) {
    try {
      long bytes = 0;
      for (Path path : contents(folder)) {
        if (path.toString().endsWith(suffix) && Files.isRegularFile(path)) {
          bytes += Files.size(path);
        }
      }
      return bytes;
    } catch (IOException e) {
      // Files come and go while the server works; the caller asks again.
      return 0;
    }
  }

  private static List<Path> contents(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(Comparator.naturalOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
