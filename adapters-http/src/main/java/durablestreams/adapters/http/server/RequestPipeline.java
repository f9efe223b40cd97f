package durablestreams.adapters.http.server;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.caching.CachePolicy;
import durablestreams.adapters.http.caching.GzipPages;
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
import durablestreams.application.subscription.SubscriptionService;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** What serves requests, however they come: routes, limits and metrics, without connections. */
final class RequestPipeline {

  private final HttpSettings settings;
  private final ServerContext context;
  private final LiveReaders liveReaders;
  private final RateLimit<String> appends;
  private final RateLimit<Long> requests;
  private final RequestMetrics metrics;
  private final ResponseDefaults defaults;
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
        new RequestMetrics(connections, liveReaders::longPolls, liveReaders::eventStreams);
    this.defaults =
        ConnectionSettings.defaults(settings, context.clock(), context.memory(), metrics, stopping);
    this.routing =
        new RequestRouting(
            routes(useCases, subscriptions, new Authorizer(access)),
            requests,
            defaults,
            new RequestObserver(metrics, context.accessLog().orElse(null), context.clock()),
            new RequestSpans(context.tracing()));
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

  ResponseDefaults defaults() {
    return defaults;
  }

  RequestRouting routing() {
    return routing;
  }
}
