package durablestreams.bootstrap;

import durablestreams.adapters.webhook.HostResolver;
import durablestreams.adapters.webhook.HttpWebhookSender;
import durablestreams.adapters.webhook.KeyFolder;
import durablestreams.adapters.webhook.UnusableKeyException;
import durablestreams.adapters.webhook.WebhookKeys;
import durablestreams.adapters.webhook.WebhookSettings;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.bootstrap.cluster.Node;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.settings.SubscriptionCatalog;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.server.assembly.HeapPlan;
import durablestreams.server.assembly.HttpUrl;
import durablestreams.server.assembly.OpenStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** Settings of subscriptions: their limits, keys, webhooks, and where workers find them. */
final class SubscriptionWiring {

  private final Settings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private volatile int port;

  SubscriptionWiring(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.port = settings.get(ServerCatalog.PORT);
  }

  SubscriptionLimits limits() {
    return new SubscriptionLimits(
        settings.get(SubscriptionCatalog.MAX_SUBSCRIPTIONS),
        SubscriptionLimits.LINKS_EACH,
        HeapPlan.pendingLinks(Runtime.getRuntime().maxMemory()));
  }

  SubscriptionKeys keys(OpenStore store, Optional<Node> node) {
    if (node.isPresent()) {
      return node.get().keys(store, keyFolder(settings));
    }
    return Storage.of(settings).store().outlivesProcess()
        ? WebhookKeys.in(keyFolder(settings), random, clock)
        : WebhookKeys.inMemory(random, clock);
  }

  static KeyFolder keyFolder(Settings settings) {
    return new KeyFolder(settings.get(StoreCatalog.DATA).resolve("keys"));
  }

  WebhookSender sender() {
    return new HttpWebhookSender(
        new WebhookSettings(
            settings.get(SubscriptionCatalog.SUBSCRIPTIONS_DEVELOPMENT),
            settings.find(SubscriptionCatalog.WEBHOOK_HOSTS).orElse(Set.of())),
        HostResolver.system(),
        SSLSocketFactory::getDefault);
  }

  /**
   * Starts the workers, and reads the keys: a wrong one ends the start, and no request has to wait.
   *
   * @param listening the port that the server listens on, which counts where no public URL is set
   * @param ownKeys whether the keys are this server's own; those of a cluster are read later, when
   *     the node has followed the log
   * @throws UnusableKeyException when a key cannot be read
   */
  void start(SubscriptionService workers, int listening, boolean ownKeys) {
    port = listening;
    workers.start();
    if (ownKeys) {
      workers.activeKeyId();
    }
  }

  /** Where workers find the control paths. */
  String controlUrl() {
    String base =
        settings
            .find(SubscriptionCatalog.PUBLIC_URL)
            .or(() -> settings.find(ClusterCatalog.ADVERTISE))
            .map(URI::toString)
            .orElseGet(this::listeningUrl);
    String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    return trimmed + settings.get(ServerCatalog.STREAM_ROOT) + "/__ds";
  }

  /**
   * Checks the settings of subscriptions.
   *
   * @throws SettingsException when one of them cannot be right
   */
  static void check(Settings settings) {
    settings
        .find(SubscriptionCatalog.PUBLIC_URL)
        .filter(url -> !isWithoutPath(url))
        .ifPresent(url -> {
          throw new SettingsException(
              "%s is %s, but must be a URL without a path, such as https://streams.example.com."
                  .formatted(settings.source(SubscriptionCatalog.PUBLIC_URL), url));
        });
  }

  private static boolean isWithoutPath(URI url) {
    return url.getRawPath().replace("/", "").isEmpty() && url.getRawQuery() == null;
  }

  private String listeningUrl() {
    boolean tls = settings.find(ServerCatalog.TLS_CERT).isPresent();
    return HttpUrl.of(tls, settings.get(ServerCatalog.HOST), port);
  }
}
