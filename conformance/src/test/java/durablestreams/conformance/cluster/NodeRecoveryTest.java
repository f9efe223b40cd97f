package durablestreams.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.cluster.engine.PostgresEngine;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of {@code docs/cluster-recovery.md} with the packaged server: a single server becomes a
 * cluster, the engine loses records, the log is trimmed, and a node becomes a single server.
 */
@Tag("long")
class NodeRecoveryTest {

  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final String TABLE = "recovered";
  private static final String PATH = "/v1/stream/kept";
  private static final String OFFSET = "Stream-Next-Offset";
  private static final Pattern PLACE = Pattern.compile("\"place\":(\\d+)");

  @TempDir private Path backups;

  private final HttpClient client = HttpClient.newHttpClient();

  private static ServerCommand single() {
    return ServerCommand.of("--archive=none");
  }

  private ServerCommand node(PostgresEngine engine, int number) {
    return engine.configure(
        ServerCommand.of(
                "--archive=none",
                "--node=n" + number,
                "--advertise=http://127.0.0.1:" + ServerProcess.PORT,
                "--failover-after=2s",
                "--backup-target=" + backups)
            .env("CLUSTER_SECRET", "a secret for tests, of 32 characters or more"),
        TABLE);
  }

  private HttpResponse<String> send(ServerProcess at, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.port() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "text/plain")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private String append(ServerProcess at, String text) throws Exception {
    HttpResponse<String> reply = send(at, "POST", PATH, text);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(204);
    return reply.headers().firstValue(OFFSET).orElseThrow();
  }

  private String read(ServerProcess at, String offset) throws Exception {
    HttpResponse<String> reply = send(at, "GET", PATH + "?offset=" + offset, "");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return reply.body();
  }

  private boolean says(ServerProcess at, String text) {
    try {
      return send(at, "GET", "/status", "").body().contains(text);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(ServerProcess process, BooleanSupplier condition) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(process.output()).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static void run(ServerProcess of, ServerCommand command, String... words) {
    ServerProcess.Finished done = finished(of, command, words);
    assertThat(done.exitCode()).as(done.errors()).isZero();
  }

  private static ServerProcess.Finished finished(
      ServerProcess of, ServerCommand command, String... words) {
    String address = "--advertise=http://127.0.0.1:" + of.port();
    return ServerProcess.run(command.with(words).with("--data=" + of.data(), address));
  }

  private static void sql(PostgresEngine engine, String statement) throws Exception {
    try (Connection connection = DriverManager.getConnection(engine.url());
        Statement sql = connection.createStatement()) {
      assertThat(sql.executeUpdate(statement)).isPositive();
    }
  }

  /** The place in the log of the newest snapshot. */
  private long snapshotPlace() throws Exception {
    try (Stream<Path> files = Files.walk(backups)) {
      List<Path> manifests =
          files
              .filter(file -> file.endsWith("manifest.json"))
              .sorted(Comparator.naturalOrder())
              .toList();
      Matcher place =
          PLACE.matcher(Files.readString(manifests.getLast(), StandardCharsets.ISO_8859_1));
      assertThat(place.find()).isTrue();
      return Long.parseLong(place.group(1));
    }
  }

  @Test
  void aSingleServerBecomesAClusterThatIsRepairedAndBecomesASingleServerAgain() throws Exception {
    try (PostgresEngine engine = PostgresEngine.single();
        ServerProcess first = ServerProcess.start(single())) {
      assertThat(send(first, "PUT", PATH, "").statusCode()).isEqualTo(201);
      String afterOne = append(first, "one;");
      append(first, "two;");
      first.stop();
      assertThat(finished(first, node(engine, 0)).errors())
          .contains("adopt makes it the beginning");

      run(first, node(engine, 0), "adopt");
      first.restart(node(engine, 0));
      assertThat(read(first, afterOne)).isEqualTo("two;");
      append(first, "three;");
      try (ServerProcess second = ServerProcess.start(node(engine, 1))) {
        assertThat(second.output()).contains("Restoring the snapshot");
        assertThat(read(second, afterOne)).isEqualTo("two;three;");
        append(second, "four;");
        repair(engine, first, second);
        assertThat(read(second, afterOne)).isEqualTo("two;three;four;five;");
        trim(engine, first, second);
        assertThat(read(second, afterOne)).isEqualTo("two;three;four;five;six;seven;");
        second.stop();
      }
      first.stop();
      assertThat(ServerProcess.run(single().with("--data=" + first.data())).errors())
          .contains("belongs to a node");
      run(first, node(engine, 0), "leave");
      first.restart(single());
      assertThat(read(first, afterOne)).isEqualTo("two;three;four;five;six;seven;");
      append(first, "eight;");
      first.stop();
    }
  }

  /** The engine loses acknowledged records; the first node begins a new log, the other joins it. */
  private void repair(PostgresEngine engine, ServerProcess first, ServerProcess second)
      throws Exception {
    sql(engine, "DELETE FROM %1$s WHERE number > 3".formatted(TABLE));
    for (ServerProcess node : List.of(first, second)) {
      await(node, () -> says(node, "lost records that were read here"));
      assertThat(send(node, "POST", PATH, "refused;").statusCode()).isEqualTo(503);
    }
    first.stop();
    second.stop();
    assertThat(finished(first, node(engine, 0), "adopt").errors()).contains("--discard-log");
    run(first, node(engine, 0), "adopt", "--discard-log");
    first.restart();
    run(second, node(engine, 1), "rebuild-node");
    second.restart();
    append(first, "five;");
  }

  /** A node is away while the log is trimmed. */
  private void trim(PostgresEngine engine, ServerProcess first, ServerProcess second)
      throws Exception {
    second.stop();
    append(first, "six;");
    first.stop();
    run(first, node(engine, 0), "backup");
    first.restart();
    append(first, "seven;");
    sql(engine, "DELETE FROM %s WHERE number < %d".formatted(TABLE, snapshotPlace()));
    second.restart();
    assertThat(second.data().resolve("replaced")).isDirectory();
  }
}
