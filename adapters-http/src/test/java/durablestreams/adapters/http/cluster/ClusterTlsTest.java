package durablestreams.adapters.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.adapters.http.cluster.peer.PeerTrust;
import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.tls.PemCertificate;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are reached by TLS, and clients that speak HTTP/2 to them. */
class ClusterTlsTest {

  @TempDir Path folder;

  private static HttpPeers peers(PeerSettings settings) {
    return new HttpPeers(
        new ClusterSecret(List.of(TwoNodes.SECRET), InstantSource.system()), settings);
  }

  private static TestServer start(PemCertificate certificate, ClusterHttp cluster) {
    TlsSettings tls = new TlsSettings(certificate.chain(), certificate.key());
    return TestServer.start(
        settings -> settings.tls(tls), AccessPolicy.open(), cluster, store -> store);
  }

  @Test
  void requestsOverHttp2GoToALeaderBehindTls() throws Exception {
    PemCertificate certificate = PemCertificate.create(folder, "EC");
    ScriptedMember leading = new ScriptedMember();
    ScriptedMember following = new ScriptedMember();
    leading.route(new Route.Here());
    try (HttpPeers peers =
            peers(PeerSettings.DEFAULT.withTrust(PeerTrust.of(certificate.chain())));
        HttpPeers strangers = peers(PeerSettings.DEFAULT);
        TestServer leader = start(certificate, new ClusterHttp(leading, peers));
        TestServer follower = start(certificate, new ClusterHttp(following, peers));
        HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(certificate.trust())
                .build()) {
      String address = "https://127.0.0.1:" + leader.port();
      following.route(new Route.Leader("leader", address));
      assertThat(peers.barrier(address)).isEqualTo(1);
      assertThatThrownBy(() -> strangers.barrier(address))
          .isInstanceOf(PeerUnavailableException.class);

      byte[] small = "x".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
      byte[] large = "x".repeat(300_000).getBytes(StandardCharsets.US_ASCII);
      assertThat(send(client, follower, "PUT", BodyPublishers.noBody()).statusCode())
          .isEqualTo(201);
      for (byte[] body : List.of(small, large)) {
        for (BodyPublisher publisher :
            List.of(
                BodyPublishers.ofByteArray(body),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
          HttpResponse<String> appended = send(client, follower, "POST", publisher);
          assertThat(appended.version()).isEqualTo(HttpClient.Version.HTTP_2);
          assertThat(appended.statusCode()).as(appended.body()).isEqualTo(204);
        }
      }
      assertThat(send(client, leader, "GET", BodyPublishers.noBody()).body()).hasSize(602_000);
      following.present(ScriptedMember.Present.UNKNOWN);
      assertThat(send(client, follower, "GET", BodyPublishers.noBody()).statusCode())
          .isEqualTo(503);
    }
  }

  private static HttpResponse<String> send(
      HttpClient client, TestServer server, String method, BodyPublisher body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/v1/stream/a"))
            .method(method, body)
            .header("Content-Type", "text/plain")
            .build(),
        BodyHandlers.ofString());
  }
}
