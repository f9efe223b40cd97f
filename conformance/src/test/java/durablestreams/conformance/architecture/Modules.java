package durablestreams.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All classes of all modules that the server is made of, as the build compiled them. A package
 * pattern of a rule is made here, and only if it matches something: a rule about a package that was
 * renamed away fails instead of holding for ever.
 */
public final class Modules {
  private static final Set<String> NOT_SHIPPED =
      Set.of("conformance", "benchmarks", "fuzzing", "histories", "simulation");

  /** Contracts of adapters whose engine is a process, which this module starts. */
  private static final String PROCESSES = "conformance/target/test-classes/durablestreams/adapters";

  private final Path root;
  private final JavaClasses production;
  private final JavaClasses tests;

  public Modules() {
    this.root = Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
    this.production = new ClassFileImporter().importPaths(folders("target/classes"));
    List<Path> tested = new ArrayList<>(folders("target/test-classes"));
    tested.add(root.resolve(PROCESSES));
    // Which contract a test inherits is seen in the classes of tests alone.
    this.tests =
        ArchConfiguration.withThreadLocalScope(configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter().importPaths(tested);
        });
  }

  /** What ships. */
  public JavaClasses production() {
    return production;
  }

  /** What ships and was written by hand. */
  public JavaClasses handwritten() {
    return production.that(
        describe("written by hand", c -> !c.getPackageName().contains(".generated")));
  }

  /** What tests it, contract kit included. */
  public JavaClasses tests() {
    return tests;
  }

  /** The source folders of what ships. */
  public List<Path> sources() {
    return folders("src/main/java");
  }

  private List<Path> folders(String within) {
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .filter(module -> Files.exists(module.resolve("pom.xml")))
          .filter(module -> !NOT_SHIPPED.contains(module.getFileName().toString()))
          .map(module -> module.resolve(within))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Classes of ours in any of these packages; each pattern must match one that is more than a
   * package description.
   */
  public DescribedPredicate<JavaClass> in(String... patterns) {
    for (String pattern : patterns) {
      PackageMatcher matcher = PackageMatcher.of(pattern);
      if (production.stream()
          .noneMatch(c ->
              matcher.matches(c.getPackageName()) && !c.getSimpleName().equals("package-info"))) {
        throw new AssertionError(
            "no class of ours is in " + pattern + ": a rule about it says nothing");
      }
    }
    return matching(patterns);
  }

  /**
   * Classes of libraries in any of these packages; each pattern must match one that some class of
   * ours depends on.
   */
  public DescribedPredicate<JavaClass> library(String... patterns) {
    for (String pattern : patterns) {
      PackageMatcher matcher = PackageMatcher.of(pattern);
      if (production.stream()
          .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
          .noneMatch(dependency ->
              matcher.matches(
                  dependency.getTargetClass().getBaseComponentType().getPackageName()))) {
        throw new AssertionError(
            "no class of ours uses " + pattern + ": a rule about it says nothing");
      }
    }
    return matching(patterns);
  }

  private static DescribedPredicate<JavaClass> matching(String... patterns) {
    List<PackageMatcher> matchers = Stream.of(patterns).map(PackageMatcher::of).toList();
    return describe(
        "in " + String.join(", ", patterns),
        c ->
            matchers.stream()
                .anyMatch(matcher -> matcher.matches(c.getBaseComponentType().getPackageName())));
  }
}
