package durablestreams.server;

import durablestreams.adapters.files.FileSegmentArchive;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.port.JsonText;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.server.assembly.OpenStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Builder of a {@link DurableStreams}. What is not set has a default: streams in memory, no
 * listener, every request allowed. A builder can be started any number of times.
 */
public final class DurableStreamsBuilder {

  /** The part of the Java heap that a server plans with: the rest is the application's. */
  private static final int HEAP_PART = 4;

  private StoreChoice store = new StoreChoice.InMemory();
  private ArchiveChoice archive = new ArchiveChoice.OfStore();
  private AccessPolicy access = AccessPolicy.open();
  private OptionalInt port = OptionalInt.empty();
  private Consumer<HttpSettingsBuilder> http = settings -> {};
  private UnaryOperator<ServiceSettings> service = UnaryOperator.identity();
  private InstantSource clock = InstantSource.system();
  private long heapBytes = Runtime.getRuntime().maxMemory() / HEAP_PART;
  private Optional<JsonText> json = Optional.empty();
  private Optional<SubscriptionKeys> keys = Optional.empty();
  private Optional<WebhookSender> webhooks = Optional.empty();
  private Tracing tracing = Tracing.OFF;
  private Optional<URI> publicUrl = Optional.empty();

  DurableStreamsBuilder() {}

  /** Stores streams, and their archived segments, on the Java heap: they end with the server. */
  public DurableStreamsBuilder inMemory() {
    store = new StoreChoice.InMemory();
    return this;
  }

  /**
   * Stores streams in a SQLite file, forced to disk before every reply, and archived segments in
   * the folder {@code archive} within, unless another archive is chosen. The application names the
   * module {@code durable-streams-adapters-sqlite} as a dependency.
   *
   * @param folder is created if need be, and belongs to one server at a time
   */
  public DurableStreamsBuilder sqlite(Path folder) {
    store = new StoreChoice.Sqlite(folder);
    return this;
  }

  /**
   * Stores streams in another store, which the server closes. Nothing is archived unless an archive
   * is chosen.
   */
  public DurableStreamsBuilder store(Supplier<OpenStore> opened) {
    store = new StoreChoice.Other(opened);
    return this;
  }

  /**
   * Archives sealed segments in this archive, which the server closes. The store claims it: an
   * archive belongs to one store.
   */
  public DurableStreamsBuilder archive(SegmentArchive opened) {
    archive = new ArchiveChoice.Other(() -> opened);
    return this;
  }

  /** Archives sealed segments in a folder. */
  public DurableStreamsBuilder archive(Path folder) {
    archive = new ArchiveChoice.Other(() -> new FileSegmentArchive(folder));
    return this;
  }

  /** Archives nothing: the store keeps everything. */
  public DurableStreamsBuilder withoutArchive() {
    archive = new ArchiveChoice.None();
    return this;
  }

  /** Asks this callback before each request over HTTP; calls in process are not asked about. */
  public DurableStreamsBuilder access(AccessCallback callback) {
    return access(
        new AccessPolicy() {
          @Override
          public Access decide(AccessRequest request) {
            return callback.decide(request);
          }

          @Override
          public boolean guardsReads() {
            return true;
          }
        });
  }

  /** Asks this policy before each request over HTTP, and closes it in the end. */
  public DurableStreamsBuilder access(AccessPolicy policy) {
    access = policy;
    return this;
  }

  /** Listens on this port of the loopback address; 0 takes a free one. */
  public DurableStreamsBuilder port(int number) {
    port = OptionalInt.of(number);
    return this;
  }

  /** Changes settings of HTTP, such as the address to listen on, limits and timeouts. */
  public DurableStreamsBuilder http(Consumer<HttpSettingsBuilder> change) {
    http = http.andThen(change);
    return this;
  }

  /** Changes settings of streams, such as the sizes of segments, pages and quotas. */
  public DurableStreamsBuilder streams(UnaryOperator<ServiceSettings> change) {
    UnaryOperator<ServiceSettings> before = service;
    service = settings -> change.apply(before.apply(settings));
    return this;
  }

  /** Takes the time from this clock. */
  public DurableStreamsBuilder clock(InstantSource source) {
    clock = source;
    return this;
  }

  /**
   * Plans with this number of bytes of the Java heap, for its buffers and, where streams are in
   * memory, for these; a quarter of the heap by default.
   */
  public DurableStreamsBuilder heapBytes(long bytes) {
    if (bytes < 16 << 20) {
      throw new IllegalArgumentException("a server plans with at least 16 MiB, not " + bytes);
    }
    heapBytes = bytes;
    return this;
  }

  /** Finds messages in JSON bodies by another parser. */
  public DurableStreamsBuilder json(JsonText parser) {
    json = Optional.of(parser);
    return this;
  }

  /** Signs webhooks with other keys: without, those of a SQLite store are in its folder. */
  public DurableStreamsBuilder keys(SubscriptionKeys signing) {
    keys = Optional.of(signing);
    return this;
  }

  /** Delivers webhooks by another sender: without, only public addresses are called. */
  public DurableStreamsBuilder webhooks(WebhookSender sender) {
    webhooks = Optional.of(sender);
    return this;
  }

  /** Makes spans of requests. */
  public DurableStreamsBuilder tracing(Tracing spans) {
    tracing = spans;
    return this;
  }

  /**
   * Tells workers of subscriptions where the root of streams is; without, it is where the server
   * listens.
   */
  public DurableStreamsBuilder publicUrl(URI root) {
    publicUrl = Optional.of(root);
    return this;
  }

  /**
   * Starts a server.
   *
   * @throws durablestreams.server.assembly.StartException when the port cannot be listened on, or
   *     the archive belongs to another store
   * @throws durablestreams.application.port.StoreFailedException when the store cannot be opened
   */
  public DurableStreams start() {
    return DurableStreams.start(this);
  }

  /** The settings of HTTP; with the root of streams where they are mounted, if they are. */
  HttpSettings http(Optional<String> mountedAt) {
    HttpSettingsBuilder settings = HttpSettings.builder();
    port.ifPresent(settings::port);
    http.accept(settings);
    mountedAt.ifPresent(settings::streamRoot);
    return settings.build();
  }

  StoreChoice store() {
    return store;
  }

  ArchiveChoice archive() {
    return archive;
  }

  AccessPolicy access() {
    return access;
  }

  boolean listens() {
    return port.isPresent();
  }

  ServiceSettings service() {
    return service.apply(ServiceSettings.DEFAULT);
  }

  InstantSource clock() {
    return clock;
  }

  long heapBytes() {
    return heapBytes;
  }

  Optional<JsonText> json() {
    return json;
  }

  Optional<SubscriptionKeys> keys() {
    return keys;
  }

  Optional<WebhookSender> webhooks() {
    return webhooks;
  }

  Tracing tracing() {
    return tracing;
  }

  Optional<URI> publicUrl() {
    return publicUrl;
  }
}
