package durablestreams.adapters.http.testing;

import durablestreams.adapters.http.cluster.ClusterHttp;
import durablestreams.adapters.http.server.ServerContext;
import durablestreams.adapters.http.server.StreamServer;
import durablestreams.adapters.http.server.UseCases;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryMaintenanceQueue;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.memory.InMemoryStreamDirectory;
import durablestreams.adapters.memory.InMemoryStreamStore;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.StreamStore;
import durablestreams.application.subscription.SubscriptionService;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The whole server, on memory, on a free port of the loopback address. */
public final class TestServer implements AutoCloseable {

  private static final long STORE_BYTES = 256L << 20;

  private final StreamService service;
  private final StreamServer server;
  private final MemoryBudget memory;
  private final Optional<SubscriptionService> subscriptions;

  private TestServer(
      long storeBytes,
      HttpSettings settings,
      boolean subscribed,
      AccessPolicy access,
      ServiceSettings service,
      MemoryBudget memory,
      Optional<ClusterHttp> cluster,
      UnaryOperator<StreamStore> stores,
      Tracing tracing) {
    HeapState heap = new HeapState(storeBytes);
    InstantSource clock = InstantSource.system();
    this.memory = memory;
    this.service =
        new StreamService(
            new ServicePorts(
                stores.apply(new InMemoryStreamStore(heap)),
                new InMemoryStreamDirectory(heap),
                new InMemoryMaintenanceQueue(heap),
                Optional.empty(),
                new InMemorySegmentArchive(),
                ArchiveOwnership.sole(),
                new JacksonJsonText(),
                clock,
                FaultPoints.NONE,
                memory),
            service);
    this.subscriptions =
        subscribed
            ? Optional.of(TestSubscriptions.of(this.service, heap, access, memory))
            : Optional.empty();
    this.service.start();
    subscriptions.ifPresent(SubscriptionService::start);
    this.server =
        new StreamServer(
                settings,
                new UseCases(
                    this.service.create(),
                    this.service.append(),
                    this.service.read(),
                    this.service.follow(),
                    this.service.describe(),
                    this.service.delete()),
                subscriptions,
                access,
                new ServerContext(
                    clock,
                    new SecureRandom(),
                    Thread.ofPlatform().daemon().factory(),
                    () -> "{}",
                    memory,
                    Optional.empty(),
                    tracing,
                    cluster,
                    () -> {}))
            .start();
  }

  public static TestServer start() {
    return start(settings -> {});
  }

  public static TestServer start(Consumer<HttpSettingsBuilder> change) {
    return start(change, AccessPolicy.open(), ServiceSettings.DEFAULT);
  }

  /** A server whose store has room for that many bytes. */
  public static TestServer startWithStore(long bytes) {
    return new TestServer(
        bytes,
        HttpSettings.builder().port(0).stopTimeout(Duration.ofSeconds(2)).build(),
        false,
        AccessPolicy.open(),
        ServiceSettings.DEFAULT,
        new MemoryBudget(256L << 20),
        Optional.empty(),
        UnaryOperator.identity(),
        Tracing.OFF);
  }

  /** A server with subscriptions. */
  public static TestServer startWithSubscriptions(AccessPolicy access) {
    return new TestServer(
        STORE_BYTES,
        HttpSettings.builder().port(0).stopTimeout(Duration.ofSeconds(2)).build(),
        true,
        access,
        ServiceSettings.DEFAULT,
        new MemoryBudget(256L << 20),
        Optional.empty(),
        UnaryOperator.identity(),
        Tracing.OFF);
  }

  public static TestServer start(
      Consumer<HttpSettingsBuilder> change, AccessPolicy access, ServiceSettings service) {
    return start(change, access, service, new MemoryBudget(256L << 20));
  }

  /** A server with a memory budget of its own. */
  public static TestServer start(Consumer<HttpSettingsBuilder> change, MemoryBudget memory) {
    return start(change, AccessPolicy.open(), ServiceSettings.DEFAULT, memory);
  }

  private static TestServer start(
      Consumer<HttpSettingsBuilder> change,
      AccessPolicy access,
      ServiceSettings service,
      MemoryBudget memory) {
    return start(
        change, access, service, memory, Optional.empty(), UnaryOperator.identity(), Tracing.OFF);
  }

  /** A node of a cluster, with a wrapper of its store. */
  public static TestServer start(
      Consumer<HttpSettingsBuilder> change,
      AccessPolicy access,
      ClusterHttp cluster,
      UnaryOperator<StreamStore> stores) {
    return start(change, access, cluster, stores, Tracing.OFF);
  }

  /** A node of a cluster that makes spans. */
  public static TestServer start(
      Consumer<HttpSettingsBuilder> change,
      AccessPolicy access,
      ClusterHttp cluster,
      UnaryOperator<StreamStore> stores,
      Tracing tracing) {
    return start(
        change,
        access,
        ServiceSettings.DEFAULT,
        new MemoryBudget(256L << 20),
        Optional.of(cluster),
        stores,
        tracing);
  }

  private static TestServer start(
      Consumer<HttpSettingsBuilder> change,
      AccessPolicy access,
      ServiceSettings service,
      MemoryBudget memory,
      Optional<ClusterHttp> cluster,
      UnaryOperator<StreamStore> stores,
      Tracing tracing) {
    HttpSettingsBuilder settings =
        HttpSettings.builder().port(0).stopTimeout(Duration.ofSeconds(2));
    change.accept(settings);
    return new TestServer(
        STORE_BYTES, settings.build(), false, access, service, memory, cluster, stores, tracing);
  }

  public StreamServer server() {
    return server;
  }

  public MemoryBudget memory() {
    return memory;
  }

  public StreamService service() {
    return service;
  }

  public int port() {
    return server.port();
  }

  /** The URL of a stream. */
  public URI stream(String rawPath) {
    return uri("/v1/stream/" + rawPath);
  }

  public URI uri(String rawPath) {
    return URI.create("http://127.0.0.1:" + port() + rawPath);
  }

  @Override
  public void close() {
    server.endConnections();
    service.endLiveReaders();
    server.stop();
    subscriptions.ifPresent(SubscriptionService::close);
    service.close();
  }
}
