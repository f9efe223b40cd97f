package durablestreams.conformance.official;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The official suite as a Node program in {@code conformance/official}. Its packages are the ones
 * the lock file names; no script of theirs is run.
 */
public final class OfficialSuite {
  /** The group of tests that go by seconds of real time, with margins of half a second. */
  private static final String TIMED = "TTL Expiration Behavior";

  private static final Duration BOUND = Duration.ofMinutes(8);

  private final Path folder;
  private final Map<String, String> credentials;

  private OfficialSuite(Path folder, Map<String, String> credentials) {
    this.folder = folder;
    this.credentials = credentials;
  }

  /** The suite with a client that sends these tokens; none where both are empty. */
  public OfficialSuite sending(String writeToken, String readToken) {
    return new OfficialSuite(
        folder, Map.of("CONFORMANCE_WRITE_TOKEN", writeToken, "CONFORMANCE_READ_TOKEN", readToken));
  }

  /** The suite, installed if the lock file has changed since it was, or never was. */
  public static OfficialSuite installed() throws IOException, InterruptedException {
    Path folder =
        Path.of(System.getProperty("basedir", "."), "official").toAbsolutePath().normalize();
    Path installed = folder.resolve("node_modules/.package-lock.json");
    Path lock = folder.resolve("package-lock.json");
    if (!Files.exists(installed)
        || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(lock)) < 0) {
      run(
          folder,
          Map.of(),
          "npm",
          "ci",
          "--ignore-scripts",
          "--no-audit",
          "--no-fund",
          "--loglevel=error");
    }
    return new OfficialSuite(folder, Map.of());
  }

  /**
   * Runs the suite against a server. Where nothing but tests of expiry failed, which a machine that
   * stalls for half a second brings about, these run a second time, and that counts.
   *
   * @param longPollTimeout how long the server makes a long-poll wait, at most
   * @param testTimeout how long a test may take that sets no limit of its own
   */
  public SuiteReport against(URI server, Duration longPollTimeout, Duration testTimeout)
      throws IOException, InterruptedException {
    SuiteReport first = run(server, longPollTimeout, testTimeout, List.of());
    if (first.failures().isEmpty() || !first.failures().stream().allMatch(OfficialSuite::isTimed)) {
      return first;
    }
    System.out.println("once more, since " + first.explained());
    SuiteReport second = run(server, longPollTimeout, testTimeout, List.of("-t", TIMED));
    return first.with(second.failures());
  }

  private static boolean isTimed(String failure) {
    return failure.startsWith(TIMED);
  }

  private SuiteReport run(
      URI server, Duration longPollTimeout, Duration testTimeout, List<String> selection)
      throws IOException, InterruptedException {
    Path report = Files.createTempFile("official-suite", ".json");
    try {
      var environment = new HashMap<>(credentials);
      environment.putAll(
          Map.of(
              "CONFORMANCE_TEST_URL", server.toString(),
              "CONFORMANCE_SUBSCRIPTIONS", "1",
              "CONFORMANCE_LONG_POLL_TIMEOUT_MS", Long.toString(longPollTimeout.toMillis()),
              "CONFORMANCE_TEST_TIMEOUT_MS", Long.toString(testTimeout.toMillis()),
              "REPORT_FILE", report.toString()));
      List<String> words = new ArrayList<>();
      words.addAll(
          List.of("node", "node_modules/vitest/vitest.mjs", "run", "--reporter=./reporter.js"));
      words.addAll(selection);
      String output = run(folder, environment, words.toArray(String[]::new));
      if (Files.size(report) == 0) {
        throw new AssertionError("the suite wrote no report; it printed:\n" + output);
      }
      return SuiteReport.read(report);
    } finally {
      Files.delete(report);
    }
  }

  /**
   * Runs a program to its end and gives what it printed. Vitest's exit code says what its report
   * says in full.
   */
  private static String run(Path folder, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("official-suite", ".log");
    try {
      var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
      builder
          .redirectOutput(output.toFile())
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.environment().putAll(environment);
      Process process = start(builder, words[0]);
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(
            List.of(words) + " did not end within " + BOUND + ":\n" + Files.readString(output));
      }
      if (process.exitValue() != 0 && words[0].equals("npm")) {
        throw new AssertionError(List.of(words) + " failed:\n" + Files.readString(output));
      }
      return Files.readString(output);
    } finally {
      Files.delete(output);
    }
  }

  private static Process start(ProcessBuilder builder, String program) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          "the official suite needs Node 20 or later, and there is no " + program + " on the PATH",
          e);
    }
  }
}
