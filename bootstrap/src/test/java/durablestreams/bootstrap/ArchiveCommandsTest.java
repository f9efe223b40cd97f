package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.process.CommandOutput;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.OpenFileLimit;
import durablestreams.server.assembly.StartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCommandsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String STREAM = "/v1/stream/s";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir Path folder;
  private Path data;
  private Path archive;

  /** Leaves a folder with a stream of three messages, all of them in the archive. */
  @BeforeEach
  void fill() {
    data = folder.resolve("data");
    archive = folder.resolve("archive");
    Settings settings = settings(data, "--segment-max-messages=1", "--upload-delay=0");
    RunningServer server = wiring(settings).start(OpenFileLimit.ofThisProcess(), () -> {});
    try (Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "", "Content-Type", "text/plain");
      for (String message : List.of("one ", "two ", "three")) {
        http.send("POST", STREAM, message, "Content-Type", "text/plain");
      }
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      String status = "";
      while (!status.contains("\"hotRows\":0,") && System.nanoTime() < deadline) {
        status = http.send("GET", "/status", "").body();
      }
      assertThat(status).contains("\"hotRows\":0,");
    }
    assertThat(server.stop()).isTrue();
  }

  private Settings settings(Path folder, String... flags) {
    return TestSettings.of(
        Stream.concat(
                Stream.of(
                    "--port=0", "--data=" + folder, "--archive-dir=" + archive, "--registry=off"),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  private static Wiring wiring(Settings settings) {
    return new Wiring(
        settings,
        AccessPolicies.onClassPath(),
        TestSettings.noReload(settings),
        FaultPoints.NONE,
        Map.of());
  }

  private ArchiveCommands commands(Path folder, String... flags) {
    Settings settings = settings(folder, flags);
    return commands(settings, false);
  }

  private ArchiveCommands commands(Settings settings, boolean json) {
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new ArchiveCommands(
        settings, wiring(settings), new CommandOutput(printed, TestTerminal.instance(), json));
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
  }

  @Test
  void theReportIsJsonIfThatIsAskedFor() {
    assertThat(commands(settings(data), true).verify()).as(this::output).isZero();
    assertThat(output())
        .startsWith("{\"archive\":")
        .contains("\"objects\":", "\"problems\":[]}")
        .hasLineCount(1);
  }

  @Test
  void aSoundArchiveIsClean() {
    assertThat(commands(data).verify()).as(this::output).isZero();
    assertThat(output()).contains("no problems").contains(archive.toString());
  }

  @Test
  void aDamagedAndAMissingObjectAreFound() throws IOException {
    List<Path> objects = objects();
    byte[] bytes = Files.readAllBytes(objects.getFirst());
    bytes[5] ^= 1;
    Files.write(objects.getFirst(), bytes);
    assertThat(commands(data).verify()).as(this::output).isEqualTo(1);
    assertThat(output()).contains(objects.getFirst().getFileName().toString());
    assertThat(output()).contains("1 problem");
  }

  @Test
  void theArchiveAloneBringsTheStreamBack() {
    Path other = folder.resolve("other");
    assertThat(commands(other).rebuild()).as(this::output).isZero();
    assertThat(output()).contains("1 streams").contains("no problems");
    assertThat(output()).contains("--take-archive");
    assertRefused(settings(other), "belongs to store");
    readsBack(settings(other, "--take-archive"));
    readsBack(settings(other));
    assertRefused(settings(data), "belongs to store");
  }

  @Test
  void aRebuildCanTakeTheArchiveOver() {
    Path other = folder.resolve("other");
    assertThat(commands(other, "--take-archive").rebuild()).as(this::output).isZero();
    readsBack(settings(other));
  }

  private static void assertRefused(Settings settings, String why) {
    assertThatThrownBy(() -> wiring(settings).start(OpenFileLimit.ofThisProcess(), () -> {}).stop())
        .isInstanceOf(StartException.class)
        .hasMessageContaining(why);
  }

  private static void readsBack(Settings settings) {
    RunningServer server = wiring(settings).start(OpenFileLimit.ofThisProcess(), () -> {});
    try (Http http = new Http(server.port())) {
      assertThat(http.send("GET", STREAM + "?offset=-1", "").body()).isEqualTo("one two three");
    } finally {
      server.stop();
    }
  }

  /** After a rebuild it is easy to forget where the archive is. */
  @Test
  void anArchiveThatLacksObjectsOfTheIndexIsRefused() {
    Path right = archive;
    archive = folder.resolve("wrong");
    assertRefused(settings(data), archive + " (--archive-dir) lacks");
    Settings allowed = settings(data, "--allow-missing-objects");
    RunningServer server = wiring(allowed).start(OpenFileLimit.ofThisProcess(), () -> {});
    try (Http http = new Http(server.port())) {
      assertThat(http.send("GET", STREAM + "?offset=-1", "").statusCode()).isEqualTo(503);
      assertThat(http.send("GET", "/status", "").body()).contains("is not in the archive");
    } finally {
      server.stop();
    }
    archive = right;
    readsBack(settings(data));
  }

  @Test
  void aCopyOfTheDataFolderLeavesTheArchiveAlone() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.copy(data.resolve("streams.db"), copy.resolve("streams.db"));
    assertRefused(settings(copy), "is a copy of the one that claimed it");
    readsBack(settings(data));
  }

  @Test
  void whatIsDeletedStaysForTheGracePeriodUnlessItIsPurged() throws IOException {
    int before = objects().size();
    RunningServer server = wiring(settings(data)).start(OpenFileLimit.ofThisProcess(), () -> {});
    try (Http http = new Http(server.port())) {
      assertThat(http.send("DELETE", STREAM, "").statusCode()).isEqualTo(204);
    } finally {
      server.stop();
    }
    assertThat(objects()).hasSize(before);
    assertThat(commands(data).purge()).isZero();
    assertThat(output()).contains(before + " objects removed");
    assertThat(objects()).isEmpty();
  }

  @Test
  void onlyAnEmptyFolderIsRebuilt() throws IOException {
    assertThatThrownBy(() -> commands(data).rebuild())
        .isInstanceOf(StartException.class)
        .hasMessageContaining(data + " is not empty");
    archive = Files.createDirectories(folder.resolve("x/archive"));
    assertThat(commands(folder.resolve("x")).rebuild()).isZero();
  }

  @Test
  void whatIsNotThereIsNeitherCheckedNorRestored() {
    assertThatThrownBy(() -> commands(folder.resolve("none")).verify())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("There is no data folder");
    archive = folder.resolve("none");
    assertThatThrownBy(() -> commands(folder.resolve("other")).rebuild())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("There is no archive folder");
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
