package durablestreams.adapters.http.server;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.caching.CachePolicy;
import durablestreams.adapters.http.caching.GzipPages;
import durablestreams.adapters.http.connection.AcceptedChannels;
import durablestreams.adapters.http.connection.EdgeSelector;
import durablestreams.adapters.http.connection.Protocols;
import durablestreams.adapters.http.connection.Watchdog;
import durablestreams.adapters.http.connection.request.RequestLimit;
import durablestreams.adapters.http.connection.waits.Timeouts;
import durablestreams.adapters.http.exchange.ResponseDefaults;
import durablestreams.adapters.http.limits.LiveReaders;
import durablestreams.adapters.http.limits.RateLimit;
import durablestreams.adapters.http.live.LiveReads;
import durablestreams.adapters.http.live.LongPoll;
import durablestreams.adapters.http.live.SseSession;
import durablestreams.adapters.http.observe.RequestMetrics;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.http.stream.AppendHandler;
import durablestreams.adapters.http.stream.ControlRoutes;
import durablestreams.adapters.http.stream.CreateHandler;
import durablestreams.adapters.http.stream.DeleteHandler;
import durablestreams.adapters.http.stream.DescribeHandler;
import durablestreams.adapters.http.stream.ReadHandler;
import durablestreams.adapters.http.stream.ServiceRoutes;
import durablestreams.adapters.http.stream.StreamRoutes;
import durablestreams.adapters.http.subscription.SubscriptionRoutes;
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
 * The protocol over HTTP: listens, and answers until it is stopped.
 *
 * <p>It is started once and stopped once. To stop without cutting anybody off, first call {@link
 * #endConnections}, then let the live readers of the application go, then stop this, then close the
 * application.
 */
public final class StreamServer implements AutoCloseable {

  /** Beyond what a client is told: Helidon ends the connection, with all requests on it. */
  private static final int MAX_HTTP2_STREAMS = 1_024;

  private static final long SMALLEST_WINDOW = 64 << 10;
  private static final long LARGEST_WINDOW = 1 << 20;

  private final HttpSettings settings;
  private final ServerContext context;
  private final Watchdog watchdog;
  private final LiveReaders liveReaders;
  private final RateLimit<String> appends;
  private final RateLimit<Long> requests;
  private final RequestMetrics metrics;
  private final EdgeSelector selector;
  private final WebServer server;
  private final AcceptedChannels channels =
      new AcceptedChannels(SocketOptions.builder().tcpNoDelay(true).build());
  private final Certificate certificate = new Certificate();
  private volatile boolean stopping;
  private boolean onListenerFailure;

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
    this.liveReaders = new LiveReaders(settings.maxLiveReaders());
    this.appends = new RateLimit<>(settings.appendsPerSecond(), System::nanoTime);
    this.requests = new RateLimit<>(settings.requestsPerAddress(), System::nanoTime);
    Timeouts timeouts = ConnectionSettings.timeouts(settings);
    this.watchdog = new Watchdog(timeouts, this::bodiesAreScarce, this::followUps);
    this.metrics =
        new RequestMetrics(
            watchdog::connections, liveReaders::longPolls, liveReaders::eventStreams);
    ResponseDefaults defaults =
        ConnectionSettings.defaults(
            settings, context.clock(), context.memory(), metrics, () -> stopping);
    ProtocolErrors errors = new ProtocolErrors(defaults.cors());
    RequestRouting routing =
        new RequestRouting(
            routes(useCases, subscriptions, new Authorizer(access)),
            requests,
            defaults,
            new RequestObserver(metrics, context.accessLog().orElse(null), context.clock()));
    this.selector =
        new EdgeSelector(
            protocols(routing, errors),
            routing,
            watchdog,
            timeouts,
            channels,
            settings.maxConnectionsPerAddress());
    this.server = webServer(selector, errors);
  }

  private StreamRoutes routes(
      UseCases useCases, Optional<SubscriptionService> subscriptions, Authorizer gate) {
    String rootPrefix = settings.streamRoot() + "/";
    CachePolicy caching = new CachePolicy(settings.cacheMode(), context.clock());
    LongPoll longPoll =
        new LongPoll(settings.longPollTimeout(), caching, context.clock(), context.random());
    SseSession sse =
        new SseSession(
            settings.sseLifetime(), settings.sseHeartbeat(), context.clock(), context.random());
    LiveReads live = new LiveReads(useCases.follow(), liveReaders, longPoll, sse);
    return new StreamRoutes(
        rootPrefix,
        new CreateHandler(useCases.create(), gate, appends, rootPrefix),
        new AppendHandler(useCases.append(), gate, appends),
        new ReadHandler(
            useCases.read(), live, gate, caching, new GzipPages(settings.gzipMinBytes())),
        new DescribeHandler(useCases.describe(), gate),
        new DeleteHandler(useCases.delete(), gate),
        subscriptions
            .<ControlRoutes>map(service -> new SubscriptionRoutes(service, gate, context.memory()))
            .orElse(ControlRoutes.NONE),
        new ServiceRoutes(rootPrefix, gate, context.status()));
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
        RequestLimit.of(context.memory().total(), settings.maxConnections()),
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

  private boolean bodiesAreScarce() {
    return isScarce(Share.SMALL_APPENDS) || isScarce(Share.LARGE_BODIES);
  }

  private boolean isScarce(Share share) {
    MemoryBudget memory = context.memory();
    return memory.used(share) > memory.limit(share) / 2;
  }

  private void followUps() {
    channels.forgetClosed();
    if (!onListenerFailure && !stopping && selector.listenerEnded()) {
      onListenerFailure = true;
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
    appends.limit(perSecond);
  }

  /** Sets the requests per second of one client address; 0 for no limit. */
  public void limitRequests(int perSecond) {
    requests.limit(perSecond);
  }

  /** Sets the maximum of live reads. */
  public void limitLiveReaders(int max) {
    liveReaders.limit(max);
  }

  /** Counts of requests. */
  public MetricSource metrics() {
    return metrics;
  }

  /** Connections that are open. */
  public int connections() {
    return watchdog.connections();
  }

  /** Live reads that go on. */
  public int liveReaders() {
    return liveReaders.open();
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
