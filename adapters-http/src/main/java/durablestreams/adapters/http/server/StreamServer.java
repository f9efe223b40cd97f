package durablestreams.adapters.http.server;

import durablestreams.adapters.http.connection.AcceptedChannels;
import durablestreams.adapters.http.connection.EdgeSelector;
import durablestreams.adapters.http.connection.Protocols;
import durablestreams.adapters.http.connection.Watchdog;
import durablestreams.adapters.http.connection.request.RequestLimit;
import durablestreams.adapters.http.connection.waits.Timeouts;
import durablestreams.adapters.http.exchange.ResponseDefaults;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.subscription.SubscriptionService;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import java.util.Optional;

/**
 * Server of the protocol over HTTP: listens, and answers until it is stopped.
 *
 * <p>It is started once and stopped once. For a graceful stop, first call {@link #endConnections},
 * then end the live readers of the application, then stop this, then close the application.
 */
public final class StreamServer implements AutoCloseable {

  /**
   * Limit of Helidon, above the one that clients are sent: beyond it Helidon ends the connection,
   * with all requests on it.
   */
  private static final int MAX_HTTP2_STREAMS = 1_024;

  private static final long SMALLEST_WINDOW = 64 << 10;
  private static final long LARGEST_WINDOW = 1 << 20;

  private final HttpSettings settings;
  private final ServerContext context;
  private final RequestLimit http2Requests;
  private final Watchdog watchdog;
  private final RequestPipeline pipeline;
  private final EdgeSelector selector;
  private final WebServer server;
  private final AcceptedChannels channels =
      new AcceptedChannels(SocketOptions.builder().tcpNoDelay(true).build());
  private final Certificate certificate;
  private final ConnectionLimit connectionLimit;
  private volatile boolean stopping;
  private boolean listenerFailureReported;

  /**
   * Puts a server together, without listening yet.
   *
   * @param subscriptions empty for a server without any
   * @throws IllegalArgumentException with a sentence when the certificate cannot be used
   */
  public StreamServer(
      HttpSettings settings,
      UseCases useCases,
      Optional<SubscriptionService> subscriptions,
      AccessPolicy access,
      ServerContext context) {
    this.settings = settings;
    this.context = context;
    this.http2Requests = RequestLimit.of(context.memory().total(), settings.maxConnections());
    this.connectionLimit = new ConnectionLimit(settings.maxConnections());
    this.certificate = new Certificate(context.clock());
    Timeouts timeouts = ConnectionParts.timeouts(settings);
    this.watchdog = new Watchdog(timeouts, this::resourcesAreScarce, this::runPeriodicChecks);
    this.pipeline =
        new RequestPipeline(
            settings,
            useCases,
            subscriptions,
            access,
            context,
            watchdog::connections,
            () -> stopping);
    ProtocolErrors errors = new ProtocolErrors(pipeline.defaults().cors());
    this.selector =
        new EdgeSelector(
            protocols(pipeline.routing(), errors),
            pipeline.routing(),
            watchdog,
            timeouts,
            channels,
            settings.maxConnectionsPerAddress(),
            settings.forwarded().proxies(),
            pipeline.metrics()::refused);
    this.server = webServer(selector, errors);
  }

  private Protocols protocols(RequestRouting routing, ProtocolErrors errors) {
    Http2Config http2 =
        Http2Config.builder()
            .maxHeaderListSize(settings.maxHeaderBytes())
            .maxConcurrentStreams(MAX_HTTP2_STREAMS)
            .initialWindowSize(receiveWindow())
            .validatePath(false)
            .validateResponseHeaders(false)
            // The connection counts resets by itself: reads that wait are given up freely.
            .maxRapidResets(-1)
            .flowControlTimeout(settings.writeTimeout())
            .build();
    return new Protocols(
        routing,
        settings.maxUriBytes(),
        settings.maxHeaderBytes(),
        Http2ConnectionSelector.builder().http2Config(http2).build(),
        http2Requests,
        errors.tooManyConnections());
  }

  private WebServer webServer(EdgeSelector selector, ProtocolErrors errors) {
    WebServerConfig.Builder builder =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .shutdownGracePeriod(settings.stopTimeout())
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(selector)
            .contentEncoding(new RawBodies())
            .directHandlers(errors.handlers())
            .errorHandling(ErrorHandling.builder().includeEntity(true).build())
            .maxTcpConnections(settings.maxConnections())
            .connectionOptions(channels)
            // Plain sockets write large bodies faster, TLS does better with channels.
            .useNio(settings.tls().isPresent());
    settings.tls().map(certificate::load).ifPresent(builder::tls);
    return builder.build();
  }

  /**
   * Begins to listen.
   *
   * @throws IllegalStateException when the address cannot be listened on
   */
  public StreamServer start() {
    server.start();
    if (!server.isRunning()) {
      throw new IllegalStateException(
          "cannot listen on " + settings.host() + ":" + settings.port());
    }
    context.threads().newThread(watchdog).start();
    return this;
  }

  /** What an HTTP/2 connection may send before it is read; Helidon keeps it on the heap. */
  private int receiveWindow() {
    long part = context.memory().limit(Share.LARGE_BODIES) / 256;
    return (int) Math.clamp(part, SMALLEST_WINDOW, LARGEST_WINDOW);
  }

  /** Whether slow request bodies could keep other requests from being served. */
  private boolean resourcesAreScarce() {
    int most = settings.maxConnections();
    return isScarce(Share.SMALL_APPENDS)
        || isScarce(Share.LARGE_BODIES)
        || watchdog.connections() > most - most / 10
        || http2Requests.isScarce()
        || pipeline.forwardingIsScarce();
  }

  private boolean isScarce(Share share) {
    MemoryBudget memory = context.memory();
    return memory.used(share) > memory.limit(share) / 2;
  }

  private void runPeriodicChecks() {
    channels.forgetClosed();
    pipeline.check(System.nanoTime());
    connectionLimit.check(watchdog.connections(), System.nanoTime());
    if (!listenerFailureReported && !stopping && selector.listenerEnded()) {
      listenerFailureReported = true;
      context.onListenerFailure().run();
    }
    settings.tls().ifPresent(tls -> certificate.renew(tls, server));
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /** The largest request body that is taken, by the settings and the memory budget. */
  public int maxBodyBytes() {
    return ResponseDefaults.largestBody(settings.maxBodyBytes(), context.memory());
  }

  /** Sets the appends per second of one tenant; 0 for no limit. */
  public void limitAppends(int perSecond) {
    pipeline.appends().limit(perSecond);
  }

  /** Sets the requests per second of one client address; 0 for no limit. */
  public void limitRequests(int perSecond) {
    pipeline.requests().limit(perSecond);
  }

  /** Sets the maximum of live reads. */
  public void limitLiveReaders(int max) {
    pipeline.liveReaders().limit(max);
  }

  /** Counts of requests, the limit of connections, and the end of the certificate's validity. */
  public MetricSource metrics() {
    MetricSource counts = pipeline.counts();
    return sink -> {
      counts.collect(sink);
      connectionLimit.collect(sink);
      certificate.collect(sink);
    };
  }

  /** Connections that are open. */
  public int connections() {
    return watchdog.connections();
  }

  /** Live reads that go on. */
  public int liveReaders() {
    return pipeline.liveReaders().open();
  }

  /** From now on every HTTP/1 connection ends with the answer that is given next. */
  public void endConnections() {
    stopping = true;
  }

  /**
   * Stops listening, lets requests in flight finish for as long as the settings allow, and closes
   * what is left.
   */
  public void stop() {
    stopping = true;
    server.stop();
    watchdog.stop();
  }

  @Override
  public void close() {
    stop();
  }
}
