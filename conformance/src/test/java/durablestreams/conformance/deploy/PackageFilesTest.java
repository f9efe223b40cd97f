package durablestreams.conformance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What packages are made of fits together. {@code scripts/packages.sh} installs and runs them,
 * which takes minutes.
 */
class PackageFilesTest {

  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
  private static final String HOME = "/opt/durable-streams/";

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package",
        "scripts/packages.sh",
        "packaging/bin/durable-streams",
        "packaging/bin/ds",
        "packaging/debian/postinst",
        "packaging/debian/prerm",
        "packaging/debian/postrm"
      })
  void scriptsCanBeRun(String script) throws Exception {
    assertThat(text(script)).startsWith("#!/bin/sh\n").contains("set -e");
    assertThat(Files.isExecutable(ROOT.resolve(script))).isTrue();
    Process check =
        new ProcessBuilder("sh", "-n", ROOT.resolve(script).toString()).inheritIO().start();
    assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(check.exitValue()).isZero();
  }

  @Test
  void launchersNameFilesOfTheLayout() throws IOException {
    assertThat(text("package"))
        .contains("$home/lib/durable-streams.jar", "$home/lib/server.aot", "$home/lib/client.aot");
    assertThat(text("packaging/bin/durable-streams"))
        .contains("$home/runtime/bin/java", "$home/lib/server.aot", "lib/durable-streams.jar");
    assertThat(text("packaging/bin/ds"))
        .contains("$home/runtime/bin/java", "$home/lib/client.aot", "lib/durable-streams.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "packaging/bin/durable-streams", "Dockerfile"})
  void everyStartGivesMemoryBackThatItDoesNotNeed(String file) throws IOException {
    assertThat(text(file))
        .contains(
            "-XX:G1PeriodicGCInterval=30000",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:TrimNativeHeapInterval=30000",
            "-XX:CompileThresholdScaling=4")
        // A heap that begins with that size is also never smaller.
        .doesNotContain("-Xms512m");
  }

  @Test
  void theUnitRestrictsTheService() throws IOException {
    Map<String, String> unit = new TreeMap<>();
    text("packaging/durable-streams.service")
        .lines()
        .filter(line -> line.matches("[A-Za-z]+=.*"))
        .map(line -> line.split("=", 2))
        .forEach(pair -> unit.merge(pair[0], pair[1], (first, more) -> first + " " + more));
    assertThat(unit)
        .containsEntry(
            "ExecStart",
            "/usr/lib/durable-streams/bin/durable-streams --config=/etc/durable-streams/server.conf")
        .containsEntry("DynamicUser", "yes")
        .containsEntry("StateDirectory", "durable-streams")
        .containsEntry("ProtectSystem", "strict")
        .containsEntry("NoNewPrivileges", "yes")
        .containsEntry("CapabilityBoundingSet", "")
        .containsEntry("SystemCallFilter", "@system-service ~@privileged @resources")
        .containsEntry("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX")
        .containsEntry("LimitNOFILE", "65536")
        .containsEntry("Restart", "on-failure")
        .containsEntry("RestartPreventExitStatus", "2")
        .containsEntry("ExecReload", "/bin/sh -c 'kill -HUP $MAINPID'")
        // The JVM compiles code while it runs.
        .doesNotContainKey("MemoryDenyWriteExecute");
    assertThat(text("packaging/server.conf")).contains("\ndata = /var/lib/durable-streams\n");
    assertThat(text("packaging/debian/conffiles")).isEqualTo("/etc/durable-streams/server.conf\n");
    assertThat(text("package")).contains("$tree/etc/durable-streams/server.conf");
  }

  @Test
  void theImageIsTheLayoutAndRunsAsAnotherUser() throws IOException {
    Map<String, String> image = new TreeMap<>();
    text("Dockerfile")
        .lines()
        .filter(line -> line.matches("[A-Z]+ .*"))
        .map(line -> line.split(" ", 2))
        .forEach(pair -> image.merge(pair[0], pair[1], (first, more) -> first + "\n" + more));
    assertThat(image.keySet())
        .containsExactlyInAnyOrder(
            "FROM",
            "COPY",
            "USER",
            "WORKDIR",
            "VOLUME",
            "EXPOSE",
            "ENV",
            "HEALTHCHECK",
            "ENTRYPOINT");
    assertThat(image.get("COPY").lines())
        .containsExactly(
            "target/packages/durable-streams /opt/durable-streams",
            "--chown=10001:10001 target/packages/data /var/lib/durable-streams");
    assertThat(image)
        .containsEntry("USER", "10001:10001")
        .containsEntry("VOLUME", "/var/lib/durable-streams");
    assertThat(image.get("ENV")).contains("DATA=/var/lib/durable-streams", "PORT=4437");
    assertThat(words(image.get("ENTRYPOINT")))
        .startsWith(HOME + "runtime/bin/java", "-XX:AOTCache=" + HOME + "lib/server.aot")
        .endsWith("-jar", HOME + "lib/durable-streams.jar");
    assertThat(words(image.get("HEALTHCHECK")))
        .startsWith(HOME + "runtime/bin/java", "-XX:AOTCache=" + HOME + "lib/client.aot")
        .endsWith("-jar", HOME + "lib/durable-streams.jar", "health");
    assertThat(text(".dockerignore").lines())
        .containsExactly("*", "!target/packages/durable-streams", "!target/packages/data");
  }

  private static List<String> words(String instruction) throws IOException {
    String list = instruction.substring(instruction.indexOf('['));
    return Arrays.asList(new ObjectMapper().readValue(list, String[].class));
  }

  @Test
  void theComposeFileAddsNoRights() throws IOException {
    List<String> lines = text("compose.yaml").lines().map(String::strip).toList();
    assertThat(lines)
        .contains(
            "read_only: true",
            "- ALL",
            "- no-new-privileges:true",
            "- streams:/var/lib/durable-streams",
            "- \"127.0.0.1:4437:4437\"");
    assertThat(lines).noneMatch(line -> line.startsWith("privileged") || line.startsWith("user"));
  }

  @Test
  void thePageOfInstallationNamesWhatThereIs() throws IOException {
    String page = text("docs/install.md");
    Stream.of("scripts/packages.sh", "compose.yaml", "Dockerfile")
        .forEach(file -> {
          assertThat(page).contains(file);
          assertThat(ROOT.resolve(file)).exists();
        });
  }
}
