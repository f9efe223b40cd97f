package durablestreams.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.cluster.engine.PostgresEngine;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas and backups on a cluster, and its restoration after everything else was lost. */
@Tag("long")
class ClusterOperationTest {

  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final String TABLE = "operated";
  private static final Pattern MAKER = Pattern.compile("\"node\":\"(n\\d)\"");

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> send(ClusterProcess cluster, int node, String method, String path)
      throws Exception {
    return send(cluster.urls().get(node) + path, method, "");
  }

  private HttpResponse<String> send(String url, String method, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "text/plain")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private int append(ClusterProcess cluster, int node, String text) throws Exception {
    return send(cluster.urls().get(node) + "/v1/stream/s", "POST", text).statusCode();
  }

  @Test
  void bytesAreCountedWhereverTheyCameIn() throws Exception {
    try (PostgresEngine engine = PostgresEngine.single();
        ClusterProcess cluster = new ClusterProcess(engine, TABLE, "--max-bytes=10000")) {
      assertThat(send(cluster, 0, "PUT", "/v1/stream/s").statusCode()).isEqualTo(201);
      for (int i = 0; i < 9; i++) {
        assertThat(append(cluster, i % 3, "x".repeat(1_000))).isEqualTo(204);
      }
      for (int node = 0; node < 3; node++) {
        assertThat(append(cluster, node, "x".repeat(1_001))).isEqualTo(507);
      }
      int leader = cluster.awaitLeader();
      cluster.node(leader).kill9();
      int survivor = (leader + 1) % 3;
      assertThat(append(cluster, survivor, "x".repeat(1_001))).isEqualTo(507);
      // The registry counts as well.
      assertThat(append(cluster, survivor, "x".repeat(500))).isEqualTo(204);
      assertThat(append(cluster, (leader + 2) % 3, "x".repeat(500))).isEqualTo(507);
      HttpResponse<String> read = send(cluster, survivor, "GET", "/v1/stream/s?offset=-1");
      assertThat(read.body()).hasSize(9_500);
    }
  }

  /** The manifests of backups, in the order of their times. */
  private List<String> manifests() {
    if (!Files.exists(folder.resolve("backups"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder.resolve("backups"))) {
      return files
          .filter(file -> file.endsWith("manifest.json"))
          .sorted()
          .map(ClusterOperationTest::text)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String maker(String manifest) {
    Matcher maker = MAKER.matcher(manifest);
    assertThat(maker.find()).as(manifest).isTrue();
    return maker.group(1);
  }

  private List<String> awaitManifests(int count) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (manifests().size() < count && System.nanoTime() < deadline) {
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(manifests()).hasSize(count);
    return manifests();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** One that the leader makes by itself, and one that a follower is asked for while it runs. */
  @Test
  void aClusterIsRestoredFromABackup() throws Exception {
    String target = "--backup-target=" + folder.resolve("backups");
    try (PostgresEngine engine = PostgresEngine.single()) {
      try (ClusterProcess cluster =
          new ClusterProcess(engine, TABLE, target, "--backup-every=1h")) {
        assertThat(send(cluster, 0, "PUT", "/v1/stream/s").statusCode()).isEqualTo(201);
        assertThat(append(cluster, 1, "one;")).isEqualTo(204);
        int leader = cluster.awaitLeader();
        assertThat(maker(awaitManifests(1).getFirst())).isEqualTo("n" + leader);
        int follower = (leader + 1) % 3;
        String admin = "--admin-port=" + freePort();
        cluster.node(follower).stop();
        cluster.restart(follower, admin);
        assertThat(append(cluster, follower, "two;")).isEqualTo(204);
        assertThat(send(cluster, follower, "GET", "/v1/stream/s?offset=-1").body())
            .isEqualTo("one;two;");
        ServerProcess.Finished made = cluster.run(follower, "backup", admin);
        assertThat(made.exitCode()).as(made.errors()).isZero();
        assertThat(maker(awaitManifests(2).getLast())).isEqualTo("n" + follower);
      }
      restore(engine, target);
    }
  }

  /** Nothing is left but the backups and an engine without the log. */
  private void restore(PostgresEngine engine, String target) throws Exception {
    try (Connection connection = DriverManager.getConnection(engine.url());
        Statement sql = connection.createStatement()) {
      sql.executeUpdate("DROP TABLE " + TABLE);
    }
    try (ServerProcess first = emptied()) {
      String data = "--data=" + first.data();
      done(ServerCommand.of("restore", "--archive=none", target, data));
      String address = "--advertise=http://127.0.0.1:" + first.port();
      done(node(engine, 0).with("adopt", target, data, address));
      first.restart(node(engine, 0).with(target));
      try (ServerProcess second = ServerProcess.start(node(engine, 1).with(target))) {
        assertThat(read(second)).isEqualTo("one;two;");
        assertThat(send(url(second), "POST", "three;").statusCode()).isEqualTo(204);
        assertThat(read(first)).isEqualTo("one;two;three;");
        String[] nodes = {
          "verify-nodes", "http://127.0.0.1:" + first.port(), "http://127.0.0.1:" + second.port()
        };
        done(node(engine, 0).with(nodes).with(address));
        nodes[0] = "raise-level";
        done(node(engine, 0).with(nodes).with(address));
      }
    }
  }

  private static ServerCommand node(PostgresEngine engine, int number) {
    return engine.configure(
        ServerCommand.of(
                "--archive=none",
                "--node=n" + number,
                "--advertise=http://127.0.0.1:" + ServerProcess.PORT,
                "--failover-after=2s")
            .env("CLUSTER_SECRET", "a secret for tests, of 32 characters or more"),
        TABLE);
  }

  /** A server that was stopped, and has no data. */
  private static ServerProcess emptied() throws IOException {
    ServerProcess server = ServerProcess.start(ServerCommand.of("--archive=none"));
    server.stop();
    try (Stream<Path> files = Files.walk(server.data())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return server;
  }

  private static void done(ServerCommand command) {
    ServerProcess.Finished finished = ServerProcess.run(command);
    assertThat(finished.exitCode()).as(finished.errors() + finished.output()).isZero();
  }

  private static String url(ServerProcess server) {
    return "http://127.0.0.1:" + server.port() + "/v1/stream/s";
  }

  private String read(ServerProcess server) throws Exception {
    return send(url(server) + "?offset=-1", "GET", "").body();
  }
}
