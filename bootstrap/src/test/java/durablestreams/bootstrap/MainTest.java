package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int run(Map<String, String> environment, String... arguments) {
    return new Main(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            TestTerminal.instance(),
            environment)
        .run(List.of(arguments));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertThat(run(Map.of("PORT", "wrong"), "--help")).isZero();
    assertThat(output()).startsWith("Usage: ").contains("--auth-token", "--auth-policy-file");
    out.reset();
    assertThat(run(Map.of(), "--version")).isZero();
    assertThat(output()).isEqualTo("durable-streams " + Version.full() + System.lineSeparator());
    assertThat(errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "serve help", "help rebuild", "serve --help", "-h"})
  void helpIsAWordToo(String arguments) {
    assertThat(run(Map.of("PORT", "wrong"), arguments.split(" "))).isZero();
    assertThat(output()).startsWith("Usage: ").contains("  help ", "  version ");
    assertThat(errors()).isEmpty();
  }

  @Test
  void helpOfACommandOfTheClientIsItsOwn() {
    assertThat(run(Map.of(), "help", "append")).isZero();
    assertThat(output()).startsWith("Usage: ds append [OPTIONS] STREAM");
    out.reset();
    assertThat(run(Map.of(), "help", "completion")).isZero();
    assertThat(output()).startsWith("Usage: ds completion");
  }

  @Test
  void versionIsAWordToo() {
    assertThat(run(Map.of("PORT", "wrong"), "version")).isZero();
    assertThat(output()).isEqualTo("durable-streams " + Version.full() + System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frobnicate|There is no command frobnicate: there are serve, verify-archive, rebuild, purge-now, inspect, backup, restore, adopt, leave, rebuild-node, verify-nodes, raise-level, rotate-webhook-key, health, help, version, create, append, read, tail, stat, ls, close, fork, delete, export, import, completion.",
        "verify|There is no command verify: there are serve, verify-archive, rebuild, purge-now, inspect, backup, restore, adopt, leave, rebuild-node, verify-nodes, raise-level, rotate-webhook-key, health, help, version, create, append, read, tail, stat, ls, close, fork, delete, export, import, completion.",
        "rebiuld|There is no command rebiuld (did you mean rebuild?): there are serve, verify-archive, rebuild, purge-now, inspect, backup, restore, adopt, leave, rebuild-node, verify-nodes, raise-level, rotate-webhook-key, health, help, version, create, append, read, tail, stat, ls, close, fork, delete, export, import, completion.",
        "--port=x|--port is x, but must be a number from 0 to 65535.",
        "--auth=nobody|--auth is nobody, but must be none, policy or token.",
        "--auth=token --store=memory --port=0|AUTH=token",
        "--auth=policy --store=memory --port=0|AUTH=policy needs",
        "--tls-cert=x --store=memory --port=0|TLS_CERT and TLS_KEY belong together",
        "--archive=r2 --store=memory --port=0|archive=r2 needs R2_ENDPOINT: ",
        "--admin-host=0.0.0.0 --store=memory --port=0|ADMIN_HOST is 0.0.0.0, which is no loopback address, so ADMIN_TOKEN is needed",
        "--admin-port=0 --admin-token=x --store=memory --port=0|--admin-token is not used with ADMIN_PORT=0",
        "--access-log=/nothing/here --store=memory --port=0|--access-log is /nothing/here, which cannot be written: use off, stdout",
        "rebuild --store=memory|rebuild does not go with store=memory",
        "verify-archive --archive=none|verify-archive needs an archive that outlives a process: --archive must be files or r2.",
        "rebuild now|There is one command at a time",
        "serve 8080|There is one command at a time, and then flags such as --port=4437, not 8080.",
        "serve version|There is one command at a time",
        "hepl|There is no command hepl (did you mean help?)",
        "-p=1|There is no flag -p; --help lists those there are.",
        "inspect a b|There is one command at a time",
      })
  void wrongSettingsAreOneSentenceAndExitCode2(String arguments, String sentence) {
    int code = run(Map.of(), (arguments + " --data=" + folder.resolve("d")).split(" "));
    assertThat(errors()).startsWith(sentence).endsWith(".").hasLineCount(1);
    assertThat(code).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void errorsAreJsonWhereResultsAre() {
    assertThat(run(Map.of(), "inspect", folder.toString(), "--json")).isEqualTo(1);
    assertThat(errors())
        .isEqualTo(
            "{\"error\":{\"code\":\"failed\",\"message\":\"there is no database streams.db in "
                + folder
                + ".\"}}");
    err.reset();
    assertThat(run(Map.of(), "backup", "--json", "--port=x")).isEqualTo(2);
    assertThat(errors())
        .startsWith("{\"error\":{\"code\":\"usage\",\"message\":\"--port is x, but must be");
    err.reset();
    assertThat(run(Map.of(), "serve", "--json")).isEqualTo(2);
    assertThat(errors()).contains("--json goes with commands that print a result, not with serve.");
    assertThat(run(Map.of(), "health", "--json", "--port=1")).isEqualTo(1);
    assertThat(output()).startsWith("{\"ok\":false,\"problem\":\"No answer from 127.0.0.1:1");
    out.reset();
    assertThat(run(Map.of(), "version", "--json")).isZero();
    assertThat(output()).startsWith("{\"version\":\"" + Version.full() + "\"}");
  }

  @Test
  void aFolderWithoutADatabaseCannotBeInspected() {
    assertThat(run(Map.of(), "inspect", folder.toString())).isEqualTo(1);
    assertThat(errors()).isEqualTo("there is no database streams.db in " + folder + ".");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPortInUseIsOneSentenceAndExitCode1() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code = run(Map.of(), "--store=memory", "--port=" + other.getLocalPort());
      assertThat(errors())
          .startsWith("The server cannot listen on 127.0.0.1:" + other.getLocalPort() + ": ")
          .hasLineCount(1);
      assertThat(code).isEqualTo(1);
    }
  }

  /** Another process has the port in vain: with these settings the server would not start. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--archive=r2|archive=r2 needs R2_ENDPOINT: ",
        "--auth=policy|AUTH=policy needs",
        "--tls-cert=x|TLS_CERT and TLS_KEY belong together",
      })
  void wrongSettingsAreToldBeforeAPortInUse(String flag, String sentence) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code = run(Map.of(), flag, "--store=memory", "--port=" + other.getLocalPort());
      assertThat(errors()).startsWith(sentence).hasLineCount(1);
      assertThat(code).isEqualTo(2);
    }
  }

  @Test
  void aDataFolderThatCannotBeIsOneSentenceAndExitCode1() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    int code = run(Map.of(), "--port=0", "--data=" + file.resolve("d"));
    assertThat(errors()).contains(file.toString()).doesNotContain("Exception").hasLineCount(1);
    assertThat(code).isEqualTo(1);
  }

  @Test
  void aDataFolderThatIsAFileIsOneSentenceThatSaysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    int code = run(Map.of(), "--port=0", "--data=" + folder.resolve("./file"));
    assertThat(errors())
        .isEqualTo("the data folder " + file + " cannot be used: it is not a folder.");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void aCertificateThatIsNoneIsOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    int code =
        run(Map.of(), "--store=memory", "--port=0", "--tls-cert=" + file, "--tls-key=" + file);
    assertThat(errors()).contains(file.toString()).doesNotContain("Exception").hasLineCount(1);
    assertThat(code).isEqualTo(2);
  }
}
