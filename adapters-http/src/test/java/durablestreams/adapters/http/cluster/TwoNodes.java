package durablestreams.adapters.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.replication.ClusterMember.Route;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A leader and a node that follows, each a whole server on memory, and a client of the second. */
final class TwoNodes implements AutoCloseable {

  static final String SECRET = "a secret of the cluster, which is long enough";
  static final String TEXT = "text/plain";

  /** One node. */
  record Node(TestServer server, ScriptedMember member, HttpPeers peers, ClusterSecret secret) {
    String address() {
      return "http://127.0.0.1:" + server.port();
    }

    Route.Leader asLeader() {
      return new Route.Leader("n" + server.port(), address());
    }
  }

  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Node leader;
  private final Node follower;

  TwoNodes() {
    this(PeerSettings.DEFAULT, settings -> {}, AccessPolicy.open(), AccessPolicy.open());
  }

  TwoNodes(
      PeerSettings ofFollower,
      Consumer<HttpSettingsBuilder> change,
      AccessPolicy leaderAccess,
      AccessPolicy followerAccess) {
    this(ofFollower, settings -> {}, change, leaderAccess, followerAccess);
  }

  /** Nodes with settings of their own. */
  TwoNodes(
      PeerSettings ofFollower,
      Consumer<HttpSettingsBuilder> changeLeader,
      Consumer<HttpSettingsBuilder> change) {
    this(ofFollower, changeLeader, change, AccessPolicy.open(), AccessPolicy.open());
  }

  private TwoNodes(
      PeerSettings ofFollower,
      Consumer<HttpSettingsBuilder> changeLeader,
      Consumer<HttpSettingsBuilder> change,
      AccessPolicy leaderAccess,
      AccessPolicy followerAccess) {
    leader = start(PeerSettings.DEFAULT, changeLeader, leaderAccess);
    follower = start(ofFollower, change, followerAccess);
    leader.member().route(new Route.Here());
    follower.member().route(leader.asLeader());
  }

  static PeerSettings settings(Duration answerTimeout, int maxForwarded, int maxWaiting) {
    return new PeerSettings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        answerTimeout,
        maxForwarded,
        maxWaiting,
        Optional.empty());
  }

  /** Starts another node. */
  Node start(PeerSettings settings, Consumer<HttpSettingsBuilder> change, AccessPolicy access) {
    ClusterSecret secret = new ClusterSecret(List.of(SECRET), InstantSource.system());
    HttpPeers peers = new HttpPeers(secret, settings);
    open.add(peers);
    ScriptedMember member = new ScriptedMember();
    TestServer server =
        TestServer.start(
            change, member.guard(access), new ClusterHttp(member, peers), member::guard);
    open.add(server);
    return new Node(server, member, peers, secret);
  }

  Node leader() {
    return leader;
  }

  Node follower() {
    return follower;
  }

  /** Sends a request to the node that follows; the fields are names and values in turn. */
  HttpResponse<String> send(String method, String stream, String body, String... fields) {
    return send(follower, method, stream, publisher(body), fields);
  }

  private static BodyPublisher publisher(String body) {
    return body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
  }

  HttpResponse<String> send(
      Node node, String method, String stream, BodyPublisher body, String... fields) {
    try {
      return client.send(request(node, method, stream, body, fields), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a read to the node that follows, and gives its body as it comes. */
  HttpResponse<InputStream> open(String stream) throws Exception {
    return client.send(
        request(follower, "GET", stream, BodyPublishers.noBody()), BodyHandlers.ofInputStream());
  }

  HttpRequest request(
      Node node, String method, String stream, BodyPublisher body, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.address() + "/v1/stream/" + stream))
            .method(method, body);
    if (fields.length > 0) {
      request.headers(fields);
    }
    return request.build();
  }

  HttpClient client() {
    return client;
  }

  /** What the leader has of a stream. */
  String content(String stream) {
    StringBuilder content = new StringBuilder();
    String offset = "-1";
    while (true) {
      HttpResponse<String> page =
          send(leader, "GET", stream + "?offset=" + offset, BodyPublishers.noBody());
      content.append(page.body());
      if (!field(page, "Stream-Up-To-Date").isEmpty()) {
        return content.toString();
      }
      offset = field(page, "Stream-Next-Offset");
    }
  }

  void create(String stream) {
    send(leader, "PUT", stream, BodyPublishers.noBody(), "Content-Type", TEXT);
  }

  static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Each lease of a request ends with it. */
  private static void assertNothingIsLeased(Node node) throws InterruptedException {
    MemoryBudget memory = node.server().memory();
    for (Share share : List.of(Share.SMALL_APPENDS, Share.LARGE_BODIES, Share.RESPONSES)) {
      // There is room for all of a share once the last lease has ended.
      Lease all = memory.take(share, memory.limit(share), Duration.ofSeconds(30));
      assertThat(all).as(() -> memory.used(share) + " bytes leased of " + share).isNotNull();
      all.close();
    }
  }

  @Override
  public void close() throws Exception {
    client.close();
    assertNothingIsLeased(leader);
    assertNothingIsLeased(follower);
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }
}
