package durablestreams.conformance.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A client from the registry of its language, and the script that uses it. */
enum PublishedClient {
  TYPESCRIPT(
      new ClientScript(
          "npm",
          "clients/typescript",
          List.of("npm ci --no-audit --no-fund --loglevel=error"),
          "node restart.mjs")),
  PYTHON(
      new ClientScript(
          "python3",
          "clients/python",
          List.of("python3 -m venv env", "env/bin/pip install --quiet -r requirements.txt"),
          "env/bin/python restart.py")),
  GO(new ClientScript("go", "clients/go", List.of("go build -o restart ."), "./restart"));

  private final ClientScript script;

  PublishedClient(ClientScript script) {
    this.script = script;
  }

  ClientScript script() {
    return script;
  }

  /** The lines of the script between the comment that names the page and the one that ends it. */
  String snippet() {
    try (Stream<Path> files = Files.list(script.path())) {
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
    throw new AssertionError("no snippet in " + script.path());
  }
}
