package durablestreams.server;

import durablestreams.adapters.http.server.StreamServer;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.subscription.SubscriptionMetrics;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.SystemStreams;
import durablestreams.server.assembly.CloseStack;
import durablestreams.server.assembly.HeapPlan;
import durablestreams.server.assembly.HttpUrl;
import durablestreams.server.assembly.OrderedStop;
import durablestreams.server.assembly.ServerAssembly;
import durablestreams.server.assembly.StartException;
import durablestreams.server.assembly.StatusJson;
import io.helidon.webserver.http.HttpFeature;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running server of Durable Streams inside an application:
 *
 * <pre>{@code
 * try (DurableStreams streams = DurableStreams.builder().inMemory().port(0).start()) {
 *   streams.stream("orders").create("application/json");
 *   URI url = streams.url("orders");
 * }
 * }</pre>
 *
 * <p>It has no static state: any number of servers run in one process. Safe for use by many
 * threads.
 */
public final class DurableStreams implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DurableStreams.class.getName());

  /** Subscriptions at a time. */
  private static final int SUBSCRIPTIONS = 1_024;

  private final DurableStreamsBuilder wanted;
  private final HttpSettings http;
  private final ServerAssembly assembly;
  private final StreamService service;
  private final SubscriptionService subscriptions;
  private final ExecutorService followers;
  private final Optional<StreamServer> listener;
  private final OrderedStop stop;

  private DurableStreams(DurableStreamsBuilder wanted, CloseStack parts) {
    this.wanted = wanted;
    this.http = wanted.http(Optional.empty());
    ChosenPorts ports = new ChosenPorts(wanted);
    ServiceSettings settings = wanted.service();
    this.assembly =
        new ServerAssembly(
            parts, ports.open(parts), ports.archives() ? settings : settings.withoutArchive());
    this.service = assembly.service();
    this.subscriptions =
        assembly.subscriptions(
            new SubscriptionLimits(
                SUBSCRIPTIONS,
                SubscriptionLimits.LINKS_EACH,
                HeapPlan.pendingLinks(wanted.heapBytes())),
            this::controlUrl);
    this.followers = Executors.newVirtualThreadPerTaskExecutor();
    parts.<AutoCloseable>add(followers::shutdownNow);
    this.listener =
        wanted.listens()
            ? Optional.of(
                assembly.http(
                    http, subscriptions, this::status, Optional.empty(), this::onListenerFailure))
            : Optional.empty();
    this.stop = new OrderedStop(parts, service, listener, http.stopTimeout());
  }

  /** A builder of a server in memory, without a listener. */
  public static DurableStreamsBuilder builder() {
    return new DurableStreamsBuilder();
  }

  static DurableStreams start(DurableStreamsBuilder wanted) {
    CloseStack parts = new CloseStack();
    try {
      DurableStreams streams = new DurableStreams(wanted, parts);
      streams.service.start();
      streams.listener.ifPresent(DurableStreams::listen);
      streams.subscriptions.start();
      // A key that cannot be read ends the start.
      streams.subscriptions.activeKeyId();
      return streams;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static void listen(StreamServer server) {
    try {
      server.start();
    } catch (IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private void onListenerFailure() {
    LOG.log(Level.ERROR, "The server on port {0} cannot listen any more", port());
  }

  /**
   * The port that is listened on.
   *
   * @throws IllegalStateException when the server was built without one
   */
  public int port() {
    return listener
        .orElseThrow(
            () -> new IllegalStateException("the server does not listen: build it with .port(…)"))
        .port();
  }

  /**
   * The URL under which streams are, with a slash at its end.
   *
   * @throws IllegalStateException when the server was built without a port
   */
  public URI url() {
    String listener = HttpUrl.of(http.tls().isPresent(), http.host(), port());
    return URI.create(listener + http.streamRoot() + "/");
  }

  /** The URL of a stream, whose name is percent-encoded where it has to be. */
  public URI url(String name) {
    String encoded = URLEncoder.encode(new StreamPath(name).value(), StandardCharsets.UTF_8);
    return URI.create(url() + encoded.replace("+", "%20").replace("%2F", "/"));
  }

  /**
   * A stream, to be called in process; it need not exist.
   *
   * @throws IllegalArgumentException when no stream can have that name
   */
  public LocalStream stream(String name) {
    StreamPath path = new StreamPath(name);
    if (SystemStreams.isControl(path)) {
      throw new IllegalArgumentException(
          "names that begin with %s are not those of streams".formatted(path));
    }
    return new LocalStream(path, service, followers);
  }

  /**
   * The protocol as routes below {@code path} of an application's own Helidon web server: {@code
   * routing.addFeature(streams.mountedAt("/api/streams"))}. Close this server before that one is
   * stopped, so that live reads end.
   *
   * @param path starts with a slash and does not end in one
   */
  public HttpFeature mountedAt(String path) {
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "streams are mounted at a path such as /api/streams, not at " + path);
    }
    return assembly.mounted(wanted.http(Optional.of(path)), subscriptions, this::status);
  }

  /** The state of the server as a JSON object, as {@code /status} answers with it. */
  public String status() {
    return StatusJson.of(
        Version.current(), service.status().status(), subscriptions.status(), json -> {});
  }

  /** The numbers of all parts, for a monitoring system of the application's choice. */
  public List<MetricSource> metrics() {
    List<MetricSource> all = new ArrayList<>(service.metrics());
    listener.map(StreamServer::metrics).ifPresent(all::add);
    all.add(new SubscriptionMetrics(subscriptions::status));
    return List.copyOf(all);
  }

  private String controlUrl() {
    String root =
        wanted
            .publicUrl()
            .map(URI::toString)
            .orElseGet(() ->
                listener.isPresent() ? url().toString() : "http://localhost" + http.streamRoot());
    return (root.endsWith("/") ? root : root + "/") + SystemStreams.CONTROL_PREFIX;
  }

  /**
   * Ends live reads, lets requests in flight finish, commits what is queued, and closes the store,
   * the archive and the access policy. It can be called more than once.
   */
  @Override
  public void close() {
    stop.stop();
  }
}
