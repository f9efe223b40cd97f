package durablestreams.conformance.browser;

import durablestreams.conformance.harness.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A headless Chromium with a profile of its own, which is removed with it. */
final class Chromium implements AutoCloseable {
  private final Path home;
  private final Process process;

  private Chromium(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  /** Opens an address, or skips the test where Chromium is not installed. */
  static Chromium open(String address, String... options) throws IOException {
    Path home = Files.createTempDirectory("durable-streams-chromium");
    List<String> words =
        new ArrayList<>(
            List.of(
                Installed.program("chromium").toString(),
                "--headless=new",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-proxy-server",
                "--user-data-dir=" + profile(home)));
    if (System.getProperty("user.name").equals("root")) {
      words.add("--no-sandbox");
    }
    words.addAll(List.of(options));
    words.add(address);
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("output.log").toFile())
            .start();
    return new Chromium(home, process);
  }

  private static Path profile(Path home) {
    return home.resolve("profile");
  }

  /** The folder of the profile. */
  Path profile() {
    return profile(home);
  }

  String output() {
    try {
      return Files.readString(home.resolve("output.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the browser and the processes it has started. */
  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle child : all) {
      child.onExit().join();
    }
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
