package durablestreams.adapters.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.contract.PeerCallsContract;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.replication.ClusterMember;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpPeersTest extends PeerCallsContract {

  private static final String OLD = "the old secret, which is long enough";
  private static final String NEW = "the new secret, which is long enough";

  private final List<AutoCloseable> open = new ArrayList<>();
  private final ClusterSecret secret = secret(OLD);
  private final HttpPeers peers = peers(secret);

  private static ClusterSecret secret(String... secrets) {
    return new ClusterSecret(List.of(secrets), InstantSource.system());
  }

  private HttpPeers peers(ClusterSecret of) {
    HttpPeers made = new HttpPeers(of, PeerSettings.DEFAULT);
    open.add(made);
    return made;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Override
  protected PeerCalls calls() {
    return peers;
  }

  @Override
  protected String start(ClusterMember member) {
    return node(member, secret(OLD));
  }

  private String node(ClusterMember member, ClusterSecret of) {
    TestServer server =
        TestServer.start(
            settings -> {},
            AccessPolicy.open(),
            new ClusterHttp(member, peers(of)),
            UnaryOperator.identity());
    open.add(server);
    return "http://127.0.0.1:" + server.port();
  }

  @Override
  protected String nowhere() {
    return "http://127.0.0.1:1";
  }

  @Test
  void twoSecretsCountWhileTheyAreRotated() throws Exception {
    ClusterSecret ofNode = secret(OLD);
    String node = node(new Node(), ofNode);
    secret.replace(List.of(NEW, OLD));
    assertThatThrownBy(() -> peers.barrier(node)).hasMessageContaining("secret");
    ofNode.replace(List.of(OLD, NEW));
    assertThat(peers.barrier(node)).isEqualTo(7);
    secret.replace(List.of(NEW));
    assertThat(peers.barrier(node)).isEqualTo(7);
    ofNode.replace(List.of(NEW));
    assertThat(peers.barrier(node)).isEqualTo(7);
    secret.replace(List.of(OLD));
    assertThatThrownBy(() -> peers.barrier(node)).isInstanceOf(PeerUnavailableException.class);
  }

  @Test
  void theDocumentedStepsOfARotationCutNoNodeOff() throws Exception {
    ClusterSecret ofNode = secret(OLD);
    String node = node(new Node(), ofNode);
    for (List<ClusterSecret> nodes : List.of(List.of(secret, ofNode), List.of(ofNode, secret))) {
      for (List<String> step :
          List.of(List.of(OLD, NEW), List.of(NEW, OLD), List.of(NEW), List.of(NEW, OLD))) {
        for (ClusterSecret each : nodes) {
          each.replace(step);
          assertThat(peers.barrier(node)).isEqualTo(7);
        }
      }
      nodes.forEach(each -> each.replace(List.of(OLD)));
    }
  }

  @Test
  void whatIsNotSignedIsAnsweredAsIfNothingWereThere() throws Exception {
    String node = start(new Node());
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> other = post(client, node + "/_other/barrier");
      HttpResponse<String> call = post(client, node + HttpPeers.BARRIER);
      HttpResponse<String> forged =
          post(client, node + HttpPeers.BARRIER, "Cluster-Call", "1." + "a".repeat(43) + " abc");
      assertThat(other.statusCode()).isEqualTo(404);
      assertThat(call.statusCode()).isEqualTo(404);
      assertThat(call.body()).isEqualTo(other.body());
      assertThat(forged.statusCode()).isEqualTo(404);
      assertThat(forged.body()).isEqualTo(other.body());
    }
  }

  @Test
  void aConnectionThatTheNodeHasClosedIsReplaced() throws Exception {
    ClusterHttp cluster = new ClusterHttp(new Node(), peers(secret(OLD)));
    int port;
    try (TestServer first =
        TestServer.start(settings -> {}, AccessPolicy.open(), cluster, UnaryOperator.identity())) {
      port = first.port();
      assertThat(peers.barrier("http://127.0.0.1:" + port)).isEqualTo(7);
    }
    try (TestServer second =
        TestServer.start(
            settings -> settings.port(port),
            AccessPolicy.open(),
            cluster,
            UnaryOperator.identity())) {
      assertThat(peers.barrier("http://127.0.0.1:" + second.port())).isEqualTo(7);
    }
  }

  private static HttpResponse<String> post(HttpClient client, String url, String... fields)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody());
    if (fields.length > 0) {
      request.headers(fields);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
