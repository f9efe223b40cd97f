package durablestreams.conformance.clients;

import durablestreams.conformance.harness.Installed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A client from the registry of its language, and the script of {@code conformance/clients} that
 * uses it.
 */
enum PublishedClient {
  TYPESCRIPT("npm", List.of("npm ci --no-audit --no-fund --loglevel=error"), "node restart.mjs"),
  PYTHON(
      "python3",
      List.of("python3 -m venv env", "env/bin/pip install --quiet -r requirements.txt"),
      "env/bin/python restart.py"),
  GO("go", List.of("go build -o restart ."), "./restart");

  private static final Duration BOUND = Duration.ofMinutes(3);

  private final String program;
  private final List<String> install;
  private final String run;

  PublishedClient(String program, List<String> install, String run) {
    this.program = program;
    this.install = install;
    this.run = run;
  }

  Path folder() {
    String name = name().toLowerCase(java.util.Locale.ROOT);
    return Path.of(System.getProperty("basedir", "."), "clients", name);
  }

  /**
   * Installs the client and runs the script, or skips the test where the language is not installed.
   *
   * @param halfway runs when half of the messages are written, before the script goes on
   */
  void run(String url, Runnable halfway) throws IOException, InterruptedException {
    Installed.program(program);
    Path home = Files.createTempDirectory("published-client");
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, home.resolve(file.getFileName()));
      }
    }
    for (String command : install) {
      run(home, command, () -> {});
    }
    String output = run(home, run + " " + url, halfway);
    if (!output.endsWith("OK\n")) {
      throw new AssertionError(this + " did not finish:\n" + output);
    }
  }

  private static String run(Path home, String command, Runnable halfway)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addFirst("env");
    Process process =
        new ProcessBuilder(words).directory(home.toFile()).redirectErrorStream(true).start();
    Thread.ofVirtual().start(() -> endAfterBound(process));
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (line.equals("HALF")) {
          halfway.run();
          input.write("go\n");
          input.flush();
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new AssertionError(command + " ended with " + process.exitValue() + ":\n" + output);
    }
    return output.toString();
  }

  private static void endAfterBound(Process process) {
    try {
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The lines of the script between the comment that names the page and the one that ends it. */
  String snippet() {
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        int start = text.indexOf("docs/clients.md: follow\n");
        if (start >= 0) {
          String from = text.substring(text.indexOf('\n', start) + 1);
          return from.substring(0, from.lastIndexOf('\n', from.indexOf(" end\n"))).strip();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no snippet in " + folder());
  }
}
