package durablestreams.adapters.http.server;

import durablestreams.adapters.http.exchange.MountedExchange;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.subscription.SubscriptionService;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The protocol as routes of a web server that belongs to an application, beside routes of its own.
 *
 * <p>Connections, their timeouts and TLS are the application's. Requests go through Helidon's
 * routing and its own request and response, which takes more time than a {@link StreamServer} does.
 */
public final class MountedStreams implements HttpFeature {

  private final String root;
  private final RequestPipeline pipeline;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean stopping;

  /**
   * @param settings those of connections have no effect; the root of streams is where they are
   *     mounted
   * @param subscriptions empty for none
   */
  public MountedStreams(
      HttpSettings settings,
      UseCases useCases,
      Optional<SubscriptionService> subscriptions,
      AccessPolicy access,
      ServerContext context) {
    this.root = settings.streamRoot();
    this.pipeline =
        new RequestPipeline(
            settings, useCases, subscriptions, access, context, requests::get, () -> stopping);
  }

  /** Adds a route for the root of streams, with all that is below it, for every method. */
  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.any(root + "/*", this::serve);
  }

  private void serve(ServerRequest request, ServerResponse response) {
    requests.incrementAndGet();
    try {
      pipeline.routing().serve(new MountedExchange(request, response, pipeline.defaults()));
    } finally {
      requests.decrementAndGet();
    }
  }

  /** Counts of requests; one that is served counts as a connection. */
  public MetricSource metrics() {
    return pipeline.metrics();
  }
}
