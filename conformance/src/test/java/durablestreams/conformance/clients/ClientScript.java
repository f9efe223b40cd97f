package durablestreams.conformance.clients;

import durablestreams.conformance.harness.Installed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
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
 * A script in a folder of the project that uses a client from the registry of its language.
 *
 * @param program what the language is run with
 * @param folder relative to this module
 * @param install commands that install the client, in a copy of the folder
 * @param command runs the script; its argument is an address
 */
record ClientScript(String program, String folder, List<String> install, String command) {

  private static final Duration BOUND = Duration.ofMinutes(3);

  Path path() {
    return Path.of(System.getProperty("basedir", "."), folder);
  }

  /**
   * Installs the client and runs the script, or skips the test where the language is not installed.
   *
   * @param halfway runs when half of the messages are written, before the script goes on
   */
  void run(String url, Runnable halfway) throws IOException, InterruptedException {
    Installed.program(program);
    Path home = Files.createTempDirectory("published-client");
    try (Stream<Path> files = Files.list(path())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, home.resolve(file.getFileName()));
      }
    }
    for (String step : install) {
      run(home, step, () -> {});
    }
    String output = run(home, command + " " + url, halfway);
    if (!output.endsWith("OK\n")) {
      throw new AssertionError(command + " did not finish:\n" + output);
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
}
