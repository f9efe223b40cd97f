package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.OpenFileLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The steps of {@code docs/backup.md}, while clients write. */
@Timeout(120)
class BackupTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String GROWING = "/v1/stream/growing";
  private static final String DELETED = "/v1/stream/deleted";
  private static final int BEFORE = 40;
  private static final int DURING = 60;

  @TempDir Path folder;

  private static RunningServer start(Path data, Path archive, String... more) {
    Settings settings =
        TestSettings.of(
            Stream.concat(
                    Stream.of(
                        "--port=0",
                        "--data=" + data,
                        "--archive-dir=" + archive,
                        "--segment-max-messages=5",
                        "--upload-delay=0",
                        "--compact-from=2"),
                    Stream.of(more))
                .toArray(String[]::new));
    return new Wiring(
            settings,
            AccessPolicies.onClassPath(),
            TestSettings.noReload(settings),
            FaultPoints.NONE,
            Map.of())
        .start(OpenFileLimit.ofThisProcess(), () -> {});
  }

  private static void create(Http http, String stream) {
    assertThat(http.send("PUT", stream, "", "Content-Type", "text/plain").statusCode())
        .isEqualTo(201);
  }

  private static void append(Http http, String stream, String text) {
    assertThat(http.send("POST", stream, text, "Content-Type", "text/plain").statusCode())
        .isEqualTo(204);
  }

  private static String content(Http http, String stream) {
    return http.send("GET", stream + "?offset=-1", "").body();
  }

  private static String numbers(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i).append(' ');
    }
    return text.toString();
  }

  private static void await(Http http, String status) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    String last = "";
    while (System.nanoTime() < deadline) {
      last = http.send("GET", "/status", "").body();
      if (Pattern.compile(status).matcher(last).find()) {
        return;
      }
    }
    throw new AssertionError("no " + status + " in " + last);
  }

  private static void copyDatabase(Path from, Path to) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + from);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("backup to '" + to + "'");
    }
  }

  private static void copyFolder(Path from, Path to) throws Exception {
    List<Path> found;
    try (Stream<Path> files = Files.walk(from)) {
      found = files.toList();
    }
    for (Path file : found) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  /**
   * Between the copy of the database and that of the archive, objects that the former names are
   * compacted and deleted.
   */
  @Test
  void whatWasAcknowledgedBeforeTheBackupIsThereAfterARestore() throws Exception {
    Path data = folder.resolve("data");
    Path archive = folder.resolve("archive");
    Path restored = Files.createDirectory(folder.resolve("restored"));
    Path copy = folder.resolve("copy");
    RunningServer server = start(data, archive);
    try (Http http = new Http(server.port())) {
      create(http, GROWING);
      create(http, DELETED);
      for (int i = 0; i < BEFORE; i++) {
        append(http, GROWING, i + " ");
        append(http, DELETED, i + " ");
      }
      await(http, "\"pendingSegments\":0,");
      backUp(http, data, restored);
      assertThat(http.send("DELETE", DELETED, "").statusCode()).isEqualTo(204);
      await(http, "\"pendingSegments\":0,.*\"garbageObjects\":[1-9]");
      copyFolder(archive, copy);

      RunningServer other = start(restored, copy, "--take-archive");
      try (Http http2 = new Http(other.port())) {
        assertThat(content(http2, DELETED)).isEqualTo(numbers(0, BEFORE));
        String growing = content(http2, GROWING);
        assertThat(growing).startsWith(numbers(0, BEFORE + 1));
        assertThat(content(http, GROWING)).startsWith(growing);
        append(http2, GROWING, "of the restored server");
      } finally {
        assertThat(other.stop()).isTrue();
      }
      assertThat(content(http, GROWING)).isEqualTo(numbers(0, BEFORE + DURING));
    } finally {
      server.stop();
    }
  }

  /** Copies the database amid appends, of which one at least was acknowledged before. */
  private static void backUp(Http http, Path data, Path restored) throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> appends =
          writer.submit(() -> {
            for (int i = BEFORE; i < BEFORE + DURING; i++) {
              append(http, GROWING, i + " ");
              underWay.countDown();
            }
          });
      underWay.await();
      copyDatabase(data.resolve("streams.db"), restored.resolve("streams.db"));
      appends.get();
    }
  }
}
