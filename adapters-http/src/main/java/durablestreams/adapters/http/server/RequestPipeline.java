package durablestreams.adapters.http.server;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.caching.CachePolicy;
import durablestreams.adapters.http.caching.GzipPages;
import durablestreams.adapters.http.cluster.ClusterRequests;
import durablestreams.adapters.http.cluster.Placement;
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
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.subscription.SubscriptionService;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Request handling without connections: routes, limits and metrics. */
final class RequestPipeline {

  private final HttpSettings settings;
  private final ServerContext context;
  private final LiveReaders liveReaders;
  private final RateLimit<String> appends;
  private final RateLimit<Long> requests;
  private final RequestMetrics metrics;
  private final ResponseDefaults defaults;
  private final @Nullable ClusterRequests cluster;
  private final RequestRouting routing;

  /**
   * @param connections how many are open, for the metrics
   * @param stopping whether connections end with their answer
   */
  RequestPipeline(
      HttpSettings settings,
      UseCases useCases,
      Optional<SubscriptionService> subscriptions,
      AccessPolicy access,
      ServerContext context,
      IntSupplier connections,
      BooleanSupplier stopping) {
    this.settings = settings;
    this.context = context;
    this.liveReaders = new LiveReaders(settings.maxLiveReaders());
    this.appends = new RateLimit<>(settings.appendsPerSecond(), System::nanoTime);
    this.requests = new RateLimit<>(settings.requestsPerAddress(), System::nanoTime);
    this.metrics =
        new RequestMetrics(
            liveReaders::limit, connections, liveReaders::longPolls, liveReaders::eventStreams);
    this.defaults =
        ConnectionParts.defaults(settings, context.clock(), context.memory(), metrics, stopping);
    this.cluster = cluster(settings, context);
    this.routing =
        new RequestRouting(
            routes(useCases, subscriptions, new Authorizer(access)),
            cluster,
            requests,
            defaults,
            new RequestObserver(metrics, context.accessLog().orElse(null), context.clock()),
            new RequestSpans(context.tracing()));
  }

  private StreamRoutes routes(
      UseCases useCases, Optional<SubscriptionService> subscriptions, Authorizer authorizer) {
    String rootPrefix = settings.streamRoot() + "/";
    Placement placement = cluster == null ? Placement.SINGLE : cluster;
    CachePolicy caching = new CachePolicy(settings.cacheMode(), context.clock());
    LongPoll longPoll =
        new LongPoll(settings.longPollTimeout(), caching, context.clock(), context.random());
    SseSession sse =
        new SseSession(
            settings.sseLifetime(), settings.sseHeartbeat(), context.clock(), context.random());
    LiveReads live = new LiveReads(useCases.follow(), liveReaders, longPoll, sse);
    return new StreamRoutes(
        rootPrefix,
        new CreateHandler(useCases.create(), authorizer, appends, placement, rootPrefix),
        new AppendHandler(useCases.append(), authorizer, appends, placement),
        new ReadHandler(
            useCases.read(),
            live,
            authorizer,
            placement,
            caching,
            new GzipPages(settings.gzipMinBytes())),
        new DescribeHandler(useCases.describe(), authorizer, placement),
        new DeleteHandler(useCases.delete(), authorizer, placement),
        subscriptions
            .<ControlRoutes>map(
                service -> new SubscriptionRoutes(service, authorizer, placement, context.memory()))
            .orElse(ControlRoutes.NONE),
        new ServiceRoutes(rootPrefix, authorizer, context.status()));
  }

  private static @Nullable ClusterRequests cluster(HttpSettings settings, ServerContext context) {
    Duration quiet = settings.longPollTimeout().plus(settings.sseHeartbeat());
    return context
        .cluster()
        .map(cluster ->
            new ClusterRequests(
                cluster,
                context.memory(),
                quiet.plus(cluster.peers().settings().answerTimeout()),
                context.tracing()))
        .orElse(null);
  }

  /** Ends what has waited for another node for too long. */
  void check(long now) {
    if (cluster != null) {
      cluster.check(now);
    }
  }

  /** Whether forwarded requests are near their limit, so that slow ones delay others. */
  boolean forwardingIsScarce() {
    return cluster != null && cluster.forwardingIsScarce();
  }

  LiveReaders liveReaders() {
    return liveReaders;
  }

  /** The limit of appends of one tenant. */
  RateLimit<String> appends() {
    return appends;
  }

  /** The limit of requests of one client address. */
  RateLimit<Long> requests() {
    return requests;
  }

  RequestMetrics metrics() {
    return metrics;
  }

  /** All counts of requests, those between nodes included. */
  MetricSource counts() {
    ClusterRequests known = cluster;
    if (known == null) {
      return metrics;
    }
    return sink -> {
      metrics.collect(sink);
      known.metrics().collect(sink);
    };
  }

  ResponseDefaults defaults() {
    return defaults;
  }

  RequestRouting routing() {
    return routing;
  }
}
