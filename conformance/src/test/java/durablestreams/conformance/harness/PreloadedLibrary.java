package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A small library in C that a server process loads before libc. */
public final class PreloadedLibrary {

  private PreloadedLibrary() {}

  /**
   * Compiles a library into {@code folder}; the test is skipped where there is no compiler.
   *
   * @param beside the class in whose package the source is
   * @param name of the source, without {@code .c}
   */
  public static Path compile(Class<?> beside, String name, Path folder) {
    return compile(beside, name, folder, Installed.program("gcc").toString());
  }

  /** As {@link #compile(Class, String, Path)}, with a compiler that the caller has found. */
  public static Path compile(Class<?> beside, String name, Path folder, String compiler) {
    Path source = folder.resolve(name + ".c");
    Path library = folder.resolve(name + ".so");
    try (InputStream text = beside.getResourceAsStream(name + ".c")) {
      Files.copy(Objects.requireNonNull(text), source, StandardCopyOption.REPLACE_EXISTING);
      Process gcc =
          new ProcessBuilder(
                  compiler,
                  "-shared",
                  "-fPIC",
                  "-O1",
                  "-w",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
      if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
        throw new AssertionError("gcc could not compile " + source);
      }
      return library;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
