package durablestreams.conformance.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that some tests drive. */
public final class Installed {
  /** Set where every test has to run, as in continuous integration. */
  private static final String ALL = "REQUIRE_ALL_TESTS";

  private Installed() {}

  /**
   * Where a program is. Without it the test is skipped, or fails where all tests have to run.
   *
   * @param name the program, which is also the name of its package in Debian
   */
  public static Path program(String name) {
    return program(name, name);
  }

  /** As {@link #program(String)}, for a program of the Debian package {@code debianPackage}. */
  public static Path program(String name, String debianPackage) {
    Optional<Path> found = find(name);
    if (found.isEmpty() && "1".equals(System.getenv(ALL))) {
      throw new AssertionError(name + " is not installed, and " + ALL + "=1 asks for every test");
    }
    Assumptions.assumeTrue(
        found.isPresent(),
        name + " is not installed: apt-get install " + debianPackage + " to run this");
    return found.orElseThrow();
  }

  private static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(":")), List.of("/usr/sbin", "/sbin").stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
