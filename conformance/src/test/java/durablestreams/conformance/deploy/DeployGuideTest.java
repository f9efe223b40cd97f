package durablestreams.conformance.deploy;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/deploy.md} tells an operator to do, from the installation to the restore on
 * another machine, done as it stands there. A script stands for {@code systemctl}.
 */
@Tag("long")
@Timeout(300)
class DeployGuideTest {

  /** Runs the command of the unit, and ends it as systemd does. */
  private static final String SYSTEMCTL =
      """
      #!/bin/sh
      export SEGMENT_IDLE=300ms UPLOAD_DELAY=0s
      unit=ROOT/etc/systemd/system/durable-streams.service
      case $1 in
        enable | start)
          rm -f ROOT/exit
          echo "echo \\$\\$ >ROOT/pid; exec $(sed -n 's/^ExecStart=//p' "$unit")" >ROOT/run
          (sh ROOT/run >>ROOT/log 2>&1; echo $? >ROOT/exit) &
          ;;
        stop)
          kill -TERM "$(cat ROOT/pid)"
          while [ ! -s ROOT/exit ]; do sleep 0.1; done
          [ "$(cat ROOT/exit)" = 0 ]
          ;;
      esac
      """;

  @TempDir private Path root;
  private StreamServer server;
  private DeployGuide guide;

  @BeforeEach
  void prepare() throws IOException {
    Installed.program("curl");
    int port = freePort();
    server = new StreamServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    guide = new DeployGuide(root, port);
    Path systemctl = Files.createDirectory(root.resolve("bin")).resolve("systemctl");
    Files.writeString(systemctl, SYSTEMCTL.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(root.resolve("var/lib/durable-streams"));
    Files.createDirectories(root.resolve("var/backups"));
    Path work = Files.createDirectory(root.resolve("work"));
    Files.copy(ServerCommand.jar(), work.resolve("bootstrap.jar"));
    String section = "A machine with systemd";
    Files.writeString(work.resolve("settings"), guide.blocks(section, "properties").getFirst());
    Files.writeString(
        work.resolve("durable-streams.service"), guide.blocks(section, "ini").getFirst());
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (Files.exists(root.resolve("pid"))) {
      run("kill -9 \"$(cat " + root.resolve("pid") + ")\" || true");
    }
  }

  private String run(String script) throws Exception {
    Path output = root.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-ec", script)
            .directory(root.resolve("work").toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    Path java = Path.of(System.getProperty("java.home"), "bin");
    builder
        .environment()
        .merge("PATH", root.resolve("bin") + ":" + java, (path, first) -> first + ":" + path);
    Process shell = builder.start();
    boolean ended = shell.waitFor(2, TimeUnit.MINUTES);
    String text = Files.readString(output);
    assertThat(ended && shell.exitValue() == 0)
        .as("%s\nprinted:\n%s\nthe server:\n%s", script, text, log())
        .isTrue();
    return text;
  }

  private String log() throws IOException {
    Path log = root.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private String section(String heading) throws Exception {
    return run(String.join("\n", guide.blocks(heading, "bash")));
  }

  @Test
  void theServerIsInstalledUpgradedAndRestored() throws Exception {
    assertThat(section("A machine with systemd")).contains("ok");
    TestStream stream = server.unusedStream().created(TEXT);
    stream.append(TEXT, "before, ");
    assertThat(section("Upgrade")).contains("\"storeProblem\":\"\"");
    assertThat(root.resolve("var/backups/durable-streams-before/streams.db")).exists();
    stream.append(TEXT, "after");
    assertThat(section("Full disk")).contains("streams.db", "\"archiveProblem\":\"\"");
    assertThat(run("curl -fsS --retry 60 --retry-delay 1 --retry-connrefused " + server.base()))
        .isNotEmpty();
    Elapsed.until(this::isUploaded, Duration.ofSeconds(60), "all is in the archive");
    run(
        """
        systemctl stop durable-streams
        mkdir -p ROOT/mnt/rescued
        mv ROOT/var/lib/durable-streams/archive ROOT/mnt/rescued/
        rm -r ROOT/var/lib/durable-streams
        mkdir ROOT/var/lib/durable-streams
        """
            .replace("ROOT", root.toString()));
    assertThat(section("Lost machine")).contains("no problems", "\"archiveProblem\":\"\"");
    assertThat(stream.readAll("-1")).asString().isEqualTo("before, after");
    run("systemctl stop durable-streams");
  }

  private boolean isUploaded() {
    String status = server.request("GET", "/status").send().expect(200).text();
    return status.contains("\"pendingSegments\":0,") && status.contains("\"hotRows\":0,");
  }

  @Test
  void systemdAcceptsTheUnit() throws Exception {
    Installed.program("systemd-analyze", "systemd");
    assertThat(run("systemd-analyze verify ./durable-streams.service")).isEmpty();
  }

  /** The image itself is not built; its command and environment start the server. */
  @Test
  void theCommandOfTheImageStartsTheServer() throws Exception {
    String image = guide.blocks("A container", "dockerfile").getFirst();
    String entry = line(image, "ENTRYPOINT ");
    List<String> words =
        new ArrayList<>(Arrays.asList(new ObjectMapper().readValue(entry, String[].class)));
    words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.replaceAll(word -> word.replace("/bootstrap.jar", root + "/work/bootstrap.jar"));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("log").toFile());
    for (String setting : line(image, "ENV ").split(" ")) {
      String[] pair = setting.split("=");
      builder.environment().put(pair[0], pair[1].replace("/data", root + "/data"));
    }
    builder.environment().put("PORT", line(image, "EXPOSE "));
    Process process = builder.start();
    try {
      run("curl -fsS --retry 60 --retry-delay 1 --retry-connrefused " + server.base() + "/health");
      assertThat(root.resolve("data/streams.db")).exists();
    } finally {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).as(log()).isZero();
  }

  private static String line(String text, String start) {
    return text.lines()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line starts with " + start))
        .substring(start.length());
  }
}
