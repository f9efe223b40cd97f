package durablestreams.bootstrap;

import durablestreams.adapters.webhook.HostResolver;
import durablestreams.adapters.webhook.HttpWebhookSender;
import durablestreams.adapters.webhook.KeyFolder;
import durablestreams.adapters.webhook.WebhookKeys;
import durablestreams.adapters.webhook.WebhookSettings;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.bootstrap.process.CloseStack;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.settings.SubscriptionCatalog;
import durablestreams.bootstrap.storage.OpenStore;
import durablestreams.bootstrap.storage.Storage;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocketFactory;

/** Connection of subscriptions to the streams, their keys and their webhooks. */
final class SubscriptionWiring {

  private final Settings settings;
  private final InstantSource clock;
  private final FaultPoints faults;
  private final MemoryBudget memory;
  private final SecureRandom random = new SecureRandom();
  private volatile int port;

  SubscriptionWiring(
      Settings settings, InstantSource clock, FaultPoints faults, MemoryBudget memory) {
    this.settings = settings;
    this.clock = clock;
    this.faults = faults;
    this.memory = memory;
    this.port = settings.get(ServerCatalog.PORT);
  }

  /** Opens subscriptions that watch the commits of {@code service}; they are not started yet. */
  SubscriptionService open(
      CloseStack parts, OpenStore store, StreamService service, AccessPolicy access) {
    SubscriptionPorts ports =
        new SubscriptionPorts(
            store.subscriptions(),
            keys(),
            sender(),
            service.lookup(),
            store.directory(),
            service.append(),
            access,
            memory,
            clock,
            random,
            executor(
                parts,
                Executors.newFixedThreadPool(
                    SubscriptionLimits.DELIVERIES, Wiring.threads("webhook"))),
            executor(parts, Executors.newVirtualThreadPerTaskExecutor()),
            this::controlUrl,
            faults);
    SubscriptionService subscriptions =
        parts.add(
            new SubscriptionService(
                ports,
                new SubscriptionLimits(
                    settings.get(SubscriptionCatalog.MAX_SUBSCRIPTIONS),
                    SubscriptionLimits.LINKS_EACH,
                    pendingKnown())));
    service.watchedBy(subscriptions::committed);
    return subscriptions;
  }

  /** One for each 8 KiB of heap, which is some hundredth of it. */
  private static int pendingKnown() {
    return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() >> 13);
  }

  /** Deliveries that are under way are cut off: they are repeated after the next start. */
  private static ExecutorService executor(CloseStack parts, ExecutorService executor) {
    parts.<AutoCloseable>add(executor::shutdownNow);
    return executor;
  }

  private SubscriptionKeys keys() {
    return Storage.of(settings).store().outlivesProcess()
        ? WebhookKeys.in(keyFolder(settings), random, clock)
        : WebhookKeys.inMemory(random, clock);
  }

  static KeyFolder keyFolder(Settings settings) {
    return new KeyFolder(settings.get(StoreCatalog.DATA).resolve("keys"));
  }

  private WebhookSender sender() {
    return new HttpWebhookSender(
        new WebhookSettings(
            settings.get(SubscriptionCatalog.SUBSCRIPTIONS_DEVELOPMENT),
            settings.find(SubscriptionCatalog.WEBHOOK_HOSTS).orElse(Set.of())),
        HostResolver.system(),
        (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /** Says which port the server listens on, which counts where no public URL is set. */
  void listeningOn(int newPort) {
    port = newPort;
  }

  private String controlUrl() {
    String base =
        settings
            .find(SubscriptionCatalog.PUBLIC_URL)
            .map(URI::toString)
            .orElseGet(this::listeningUrl);
    String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    return trimmed + Configuration.STREAM_ROOT + "/__ds";
  }

  private String listeningUrl() {
    String host = settings.get(ServerCatalog.HOST);
    String scheme = settings.find(ServerCatalog.TLS_CERT).isPresent() ? "https" : "http";
    return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
