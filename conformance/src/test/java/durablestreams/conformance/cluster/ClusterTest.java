package durablestreams.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.cluster.engine.PostgresEngine;
import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.histories.check.HistoryCheck;
import durablestreams.histories.check.Report;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.load.Load;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster of three processes, while nothing fails and while its leader dies. */
class ClusterTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static ClusterEngine engine;
  private static ClusterProcess cluster;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    engine = PostgresEngine.single();
    cluster = new ClusterProcess(engine, "cluster");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    engine.close();
  }

  private static HttpResponse<String> send(int node, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cluster.urls().get(node) + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "text/plain")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  /** Every append is at every node as soon as it is acknowledged at any. */
  @Test
  void whatOneNodeAcknowledgesEveryNodeReads() throws Exception {
    assertThat(send(0, "PUT", "/v1/stream/across", "").statusCode()).isEqualTo(201);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      assertThat(send(i % 3, "POST", "/v1/stream/across", "m" + i + ";").statusCode())
          .isEqualTo(204);
      all.append("m").append(i).append(';');
      for (int node = 0; node < 3; node++) {
        assertThat(send(node, "GET", "/v1/stream/across?offset=-1", "").body())
            .as("append %d at node %d", i, node)
            .isEqualTo(all.toString());
      }
    }
    HttpResponse<String> metrics = send(1, "GET", "/status", "");
    assertThat(metrics.body()).contains("\"cluster\":{\"node\":\"n1\"");
    assertThat(send(1, "DELETE", "/v1/stream/across", "").statusCode()).isEqualTo(204);
    assertThat(send(2, "GET", "/v1/stream/across?offset=-1", "").statusCode()).isEqualTo(404);
  }

  /** Writers, readers of live changes and the leader's death at some moment. */
  @Test
  void nothingIsLostWhenTheLeaderDies() throws Exception {
    long seed = Seeds.next("leader's death");
    History history = new History();
    try (Load load = new Load(Servers.of(cluster.urls()), history, "death", seed)) {
      load.start(8);
      history.awaitAnswers(history.answers() + 200, TIMEOUT);
      int leader = cluster.awaitLeader();
      cluster.node(leader).kill9();
      long killed = System.nanoTime();
      int survivor = (leader + 1) % 3;
      HttpResponse<String> first = send(survivor, "PUT", "/v1/stream/after", "");
      while (first.statusCode() == 500) {
        // It was on its way to the leader when that died; what it asks for can be asked again.
        assertThat(first.body()).contains("whether this was stored is not known");
        first = send(survivor, "PUT", "/v1/stream/after", "");
      }
      Duration failover = Duration.ofNanos(System.nanoTime() - killed);
      assertThat(first.statusCode()).as(first.body()).isIn(200, 201);
      System.out.println("a write succeeded " + failover.toMillis() + " ms after the kill");
      history.awaitAnswers(history.answers() + 200, TIMEOUT);
      cluster.node(leader).restart();
      cluster.awaitLeader();
      history.awaitAnswers(history.answers() + 200, TIMEOUT);
      load.finish();
    }
    Report report = HistoryCheck.check(history.operations());
    assertThat(report.violations()).as("seed %d: %s", seed, report).isEmpty();
    assertThat(report.acknowledged()).isGreaterThan(50);
  }

  @Test
  void aLeaderThatStopsHandsOver() throws Exception {
    int leader = cluster.awaitLeader();
    cluster.node(leader).terminate();
    long told = System.nanoTime();
    HttpResponse<String> next = send((leader + 1) % 3, "PUT", "/v1/stream/handed-over", "");
    assertThat(next.statusCode()).as(next.body()).isEqualTo(201);
    System.out.println(
        "a write succeeded "
            + Duration.ofNanos(System.nanoTime() - told).toMillis()
            + " ms after SIGTERM");
    assertThat(cluster.node(leader).awaitExit()).as(cluster.node(leader).output()).isZero();
    cluster.node(leader).restart();
    cluster.awaitLeader();
  }

  /** Digests of all nodes, and of one whose database was changed while it was stopped. */
  @Test
  void aNodeWithAnotherStateIsNamed() throws Exception {
    assertThat(send(0, "PUT", "/v1/stream/compared", "").statusCode()).isEqualTo(201);
    for (int i = 0; i < 20; i++) {
      assertThat(send(i % 3, "POST", "/v1/stream/compared", "m" + i).statusCode()).isEqualTo(204);
    }
    ServerProcess.Finished same = cluster.verify();
    assertThat(same.exitCode()).as(same.errors() + same.output()).isZero();
    assertThat(same.output()).contains("(n0) has the same state", "(n2) has the same state");

    int follower = (cluster.awaitLeader() + 1) % 3;
    ServerProcess node = cluster.node(follower);
    node.stop();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + node.data().resolve("streams.db"));
        Statement sql = database.createStatement()) {
      String change =
          "UPDATE streams SET created_at = '2001-01-01T00:00:00Z' WHERE path = 'compared'";
      assertThat(sql.executeUpdate(change)).isEqualTo(1);
    }
    node.restart();
    ServerProcess.Finished differs = cluster.verify();
    assertThat(differs.exitCode()).as(differs.errors() + differs.output()).isEqualTo(1);
    assertThat(differs.output())
        .contains("(n%d): streams with keys above 0: their state".formatted(follower))
        .contains("(n%d) has the same state".formatted((follower + 1) % 3))
        .contains("(n%d) has the same state".formatted((follower + 2) % 3));

    node.stop();
    ServerProcess.Finished rebuilt = cluster.run(follower, "rebuild-node");
    assertThat(rebuilt.exitCode()).as(rebuilt.errors()).isZero();
    node.restart();
    ServerProcess.Finished again = cluster.verify();
    assertThat(again.exitCode()).as(again.errors() + again.output()).isZero();
  }

  @Test
  void theFolderOfANodeDoesNotStartAlone() throws Exception {
    assertThat(send(1, "PUT", "/v1/stream/alone", "").statusCode()).isEqualTo(201);
    assertThat(send(0, "GET", "/v1/stream/alone?offset=-1", "").statusCode()).isEqualTo(200);
    cluster.node(0).kill9();
    ServerProcess.Finished refused =
        ServerProcess.run(
            ServerCommand.of("--port=0", "--archive=none", "--data=" + cluster.node(0).data()));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errors())
        .contains("belongs to a node of the commit log", "start it with COMMIT_LOG");
    cluster.node(0).restart();
    cluster.awaitLeader();
  }
}
