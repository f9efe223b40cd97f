package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.OpenFileLimit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup that is cancelled at the admin listener while it copies. */
@Timeout(120)
@Tag("slow")
class CancelledBackupTest {

  private static final String STREAM = "/v1/stream/s";
  private static final int APPENDS = 12;
  private static final int BYTES = 4 << 20;
  private static final Pattern DONE = Pattern.compile("\"done\":[1-9]");

  @TempDir Path folder;

  private static String await(Http admin, String path, Predicate<String> condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (true) {
      String body = admin.send("GET", path, "").body();
      if (condition.test(body)) {
        return body;
      }
      assertThat(System.nanoTime()).as(body).isLessThan(deadline);
    }
  }

  private List<Path> files(Path backups) throws Exception {
    try (Stream<Path> all = Files.walk(backups)) {
      return all.filter(file -> file.toString().contains("part-")).toList();
    }
  }

  private static String begin(Http admin) {
    var begun = admin.send("POST", "/admin/jobs/backup", "");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    return "/admin/jobs/" + begun.body().replaceAll("(?s).*\"id\":(\\d+).*", "$1");
  }

  @Test
  void aBackupThatIsCancelledLeavesNothingBehind() throws Exception {
    Path backups = folder.resolve("backups");
    Settings settings =
        TestSettings.of(
            "--port=0",
            "--store=sqlite",
            "--archive=none",
            "--data=" + folder.resolve("data"),
            "--backup-target=" + backups);
    RunningServer server =
        new Wiring(
                settings,
                AccessPolicies.onClassPath(),
                TestSettings.noReload(settings),
                FaultPoints.NONE,
                Map.of())
            .start(OpenFileLimit.ofThisProcess(), () -> {});
    try (Http http = new Http(server.port());
        Http admin = new Http(server.adminPort().orElseThrow())) {
      fill(http);
      String job = begin(admin);
      await(admin, job, body -> DONE.matcher(body).find());
      assertThat(files(backups)).as("parts while it runs").isNotEmpty();
      var cancelled = admin.send("DELETE", job, "");
      assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(202);
      assertThat(await(admin, job, body -> !body.contains("\"state\":\"running\"")))
          .contains("\"state\":\"cancelled\"", "\"result\":\"cancelled\"", "\"problems\":[]");
      assertThat(files(backups)).as("parts of the cancelled backup").isEmpty();
      assertThat(admin.send("GET", "/admin/backups", "").body())
          .contains("\"running\":false", "\"problem\":\"cancelled\"")
          .doesNotContain("\"last\"");
      assertThat(admin.send("DELETE", job, "").statusCode()).isEqualTo(409);

      await(admin, begin(admin), body -> DONE.matcher(body).find());
    } finally {
      assertThat(server.stop()).isTrue();
    }
    assertThat(files(backups)).as("parts of the backup that the stop cancelled").isEmpty();
  }

  /** With what cannot be compressed, so that a backup takes seconds. */
  private static void fill(Http http) {
    byte[] random = new byte[BYTES];
    new Random(1).nextBytes(random);
    String body = new String(random, StandardCharsets.ISO_8859_1);
    http.send("PUT", STREAM, "", "Content-Type", "text/plain");
    for (int i = 0; i < APPENDS; i++) {
      assertThat(http.send("POST", STREAM, body, "Content-Type", "text/plain").statusCode())
          .isEqualTo(204);
    }
  }
}
