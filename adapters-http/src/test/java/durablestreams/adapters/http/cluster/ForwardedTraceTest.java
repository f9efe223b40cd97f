package durablestreams.adapters.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.observe.trace.TraceSpan;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.replication.ClusterMember.Route;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans of requests that a node forwards. */
class ForwardedTraceTest {

  private static final String CLIENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String CALL = "00-4bf92f3577b34da6a3ce929d0e0e4736-00000000000000aa-01";

  private final List<AutoCloseable> open = new ArrayList<>();

  /** Tracing whose calls have one and the same span, and that notes what it is told. */
  private static final class NotedTracing implements Tracing {
    private final List<String> parents = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public TraceSpan request(String method, Function<String, Optional<String>> fields) {
      parents.add(method + " " + fields.apply("traceparent").orElse(""));
      return TraceSpan.NONE;
    }

    @Override
    public TraceSpan call(String name) {
      return new NotedSpan(name, calls);
    }

    @Override
    public String currentTraceId() {
      return "";
    }

    @Override
    public void close() {}
  }

  /** Span that is noted when it ends. */
  private static final class NotedSpan implements TraceSpan {
    private final Queue<String> ended;
    private final StringBuilder told;

    NotedSpan(String name, Queue<String> ended) {
      this.told = new StringBuilder(name);
      this.ended = ended;
    }

    @Override
    public boolean isRecorded() {
      return true;
    }

    @Override
    public String traceId() {
      return "";
    }

    @Override
    public void name(String name) {}

    @Override
    public void attribute(String key, String value) {
      told.append(' ').append(key).append('=').append(value);
    }

    @Override
    public void attribute(String key, long value) {
      attribute(key, Long.toString(value));
    }

    @Override
    public void phase(String name, long start, long end) {}

    @Override
    public void fields(BiConsumer<String, String> taker) {
      taker.accept("traceparent", CALL);
    }

    @Override
    public void failed(String errorType) {
      attribute("error.type", errorType);
    }

    @Override
    public void close() {
      ended.add(told.toString());
    }
  }

  private TestServer start(ScriptedMember member, Tracing tracing) {
    HttpPeers peers =
        new HttpPeers(
            new ClusterSecret(List.of(TwoNodes.SECRET), InstantSource.system()),
            PeerSettings.DEFAULT);
    open.add(peers);
    TestServer server =
        TestServer.start(
            settings -> {},
            AccessPolicy.open(),
            new ClusterHttp(member, peers),
            UnaryOperator.identity(),
            tracing);
    open.add(server);
    return server;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private static void put(TestServer server) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.stream("s"))
              .header("traceparent", CLIENT)
              .PUT(BodyPublishers.noBody())
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
  }

  @Test
  void theLeaderGoesOnWithTheSpanOfTheForwardedRequest() throws Exception {
    NotedTracing ofLeader = new NotedTracing();
    NotedTracing ofFollower = new NotedTracing();
    ScriptedMember leading = new ScriptedMember();
    TestServer leader = start(leading, ofLeader);
    leading.route(new Route.Here());
    ScriptedMember following = new ScriptedMember();
    TestServer follower = start(following, ofFollower);
    following.route(new Route.Leader("a", "http://127.0.0.1:" + leader.port()));
    put(follower);
    assertThat(ofFollower.parents).containsExactly("PUT " + CLIENT);
    assertThat(ofLeader.parents).containsExactly("PUT " + CALL);
    // It may end after the client has its answer.
    assertThat(ofFollower.calls.poll(1, TimeUnit.MINUTES))
        .isEqualTo(
            "forward durable_streams.cluster.node=a server.address=127.0.0.1 server.port="
                + leader.port()
                + " http.response.status_code=201");
    assertThat(ofFollower.calls).isEmpty();
    assertThat(ofLeader.calls).isEmpty();
  }

  @Test
  void withoutSpansTheTraceOfTheClientPasses() throws Exception {
    NotedTracing ofLeader = new NotedTracing();
    ScriptedMember leading = new ScriptedMember();
    TestServer leader = start(leading, ofLeader);
    leading.route(new Route.Here());
    ScriptedMember following = new ScriptedMember();
    TestServer follower = start(following, Tracing.OFF);
    following.route(new Route.Leader("a", "http://127.0.0.1:" + leader.port()));
    put(follower);
    assertThat(ofLeader.parents).containsExactly("PUT " + CLIENT);
  }
}
