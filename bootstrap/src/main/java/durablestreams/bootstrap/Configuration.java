package durablestreams.bootstrap;

import durablestreams.adapters.http.forwarded.ForwardedTrust;
import durablestreams.adapters.http.forwarded.TrustedProxies;
import durablestreams.adapters.http.settings.CacheMode;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamLimits;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.settings.TrafficCatalog;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.MemoryStore;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.server.assembly.HeapPlan;
import durablestreams.server.assembly.OpenFileLimit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Translation of the settings into the configuration of each part of the server. */
final class Configuration {

  /** Heap for each connection: what it takes itself is less, as the budget has its part. */
  private static final long HEAP_PER_CONNECTION = 64 << 10;

  private static final int FEWEST_CONNECTIONS = 64;

  private Configuration() {}

  /**
   * The HTTP side.
   *
   * @param openFiles bounds the connections
   */
  static HttpSettings http(Settings settings, OpenFileLimit openFiles) {
    HttpSettingsBuilder builder =
        HttpSettings.builder()
            .host(settings.get(ServerCatalog.HOST))
            .port(settings.get(ServerCatalog.PORT))
            .streamRoot(settings.get(ServerCatalog.STREAM_ROOT))
            .forwarded(forwarded(settings))
            .stopTimeout(settings.get(ServerCatalog.STOP_TIMEOUT))
            .longPollTimeout(settings.get(TrafficCatalog.LONG_POLL_TIMEOUT))
            .sseLifetime(settings.get(TrafficCatalog.SSE_LIFETIME))
            .sseHeartbeat(settings.get(TrafficCatalog.SSE_HEARTBEAT))
            .maxLiveReaders(settings.get(TrafficCatalog.MAX_LIVE_READERS))
            .requestTimeout(settings.get(TrafficCatalog.REQUEST_TIMEOUT))
            .writeTimeout(settings.get(TrafficCatalog.WRITE_TIMEOUT))
            .idleTimeout(settings.get(TrafficCatalog.IDLE_TIMEOUT))
            .maxBodyBytes(settings.get(TrafficCatalog.BODY_MAX_BYTES).intValue())
            .maxHeaderBytes(settings.get(TrafficCatalog.HEADER_MAX_BYTES).intValue())
            .maxUriBytes(settings.get(TrafficCatalog.URI_MAX_BYTES).intValue())
            .maxConnections(connections(settings, openFiles))
            .maxConnectionsPerAddress(settings.get(TrafficCatalog.MAX_CONNECTIONS_PER_ADDRESS))
            .appendsPerSecond(settings.get(TrafficCatalog.MAX_APPENDS_PER_SECOND))
            .requestsPerAddress(settings.get(TrafficCatalog.MAX_REQUESTS_PER_SECOND_PER_ADDRESS))
            .cacheMode(cacheMode(settings))
            .corsOrigins(settings.get(ServerCatalog.CORS_ORIGINS))
            .gzipMinBytes(settings.get(ServerCatalog.GZIP_MIN_BYTES).intValue())
            .debugTiming(settings.get(ServerCatalog.DEBUG_TIMING));
    tls(settings).ifPresent(builder::tls);
    return builder.build();
  }

  /** How many connections there may be at a time, by the settings, open files and the heap. */
  static int connections(Settings settings, OpenFileLimit openFiles) {
    int wanted = settings.get(TrafficCatalog.MAX_CONNECTIONS);
    int byHeap = connectionsByHeap(Runtime.getRuntime().maxMemory());
    return Math.min(openFiles.connections(wanted), byHeap);
  }

  /** How many connections a heap of that size has room for. */
  static int connectionsByHeap(long maxHeapBytes) {
    return (int)
        Math.clamp(maxHeapBytes / HEAP_PER_CONNECTION, FEWEST_CONNECTIONS, Integer.MAX_VALUE);
  }

  private static ForwardedTrust forwarded(Settings settings) {
    ForwardedTrust.Kind kind =
        switch (settings.get(ServerCatalog.TRUST_FORWARDED)) {
          case OFF -> ForwardedTrust.Kind.NONE;
          case FORWARDED -> ForwardedTrust.Kind.FORWARDED;
          case X_FORWARDED -> ForwardedTrust.Kind.X_FORWARDED;
        };
    return kind == ForwardedTrust.Kind.NONE
        ? ForwardedTrust.NOTHING
        : new ForwardedTrust(kind, TrustedProxies.of(settings.get(ServerCatalog.TRUSTED_PROXIES)));
  }

  private static CacheMode cacheMode(Settings settings) {
    return switch (settings.get(ServerCatalog.CACHE_MODE)) {
      case PRIVATE -> CacheMode.PRIVATE;
      case SHARED -> CacheMode.SHARED;
    };
  }

  private static Optional<TlsSettings> tls(Settings settings) {
    Optional<Path> certificate = settings.find(ServerCatalog.TLS_CERT);
    Optional<Path> key = settings.find(ServerCatalog.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingsException(
          "%s and %s belong together: one is given without the other."
              .formatted(ServerCatalog.TLS_CERT.variable(), ServerCatalog.TLS_KEY.variable()));
    }
    return certificate.map(chain -> new TlsSettings(chain, key.orElseThrow()));
  }

  /** What the memory budget and streams in memory take of the heap. */
  static HeapPlan heap(Settings settings) {
    long heap = Runtime.getRuntime().maxMemory();
    try {
      return HeapPlan.of(
          heap,
          Storage.of(settings).onHeap(),
          optional(settings, StoreCatalog.MEMORY_BUDGET),
          optional(settings, MemoryStore.MEMORY_MAX_BYTES),
          MemoryBudget.ofHeap(heap).total());
    } catch (IllegalArgumentException e) {
      throw new SettingsException(StoreCatalog.MEMORY_BUDGET.variable() + ": " + e.getMessage());
    }
  }

  private static OptionalLong optional(Settings settings, Setting<Long> setting) {
    return settings.find(setting).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /** The application. */
  static ServiceSettings service(Settings settings) {
    ServiceSettings service =
        new ServiceSettings(
            new RotationPolicy(
                settings.get(ArchiveCatalog.SEGMENT_MAX_MESSAGES),
                settings.get(ArchiveCatalog.SEGMENT_MAX_BYTES)),
            offload(settings),
            new SequencerLimits(
                settings.get(StoreCatalog.COMMIT_QUEUE_MAX_OPERATIONS),
                SequencerLimits.DEFAULT.groupOperations(),
                SequencerLimits.DEFAULT.groupBytes(),
                CommitLogs.engine(settings).isEmpty()),
            new ReadLimit(settings.get(TrafficCatalog.READ_MAX_BYTES).intValue()),
            settings.get(StoreCatalog.REGISTRY),
            settings.get(TrafficCatalog.MAX_LIVE_READERS_PER_STREAM),
            ServiceSettings.REGISTRY_MESSAGES,
            new StreamLimits(
                settings.get(TrafficCatalog.MAX_STREAMS_PER_TENANT),
                settings.get(TrafficCatalog.MAX_FORK_DEPTH),
                settings.get(TrafficCatalog.PRODUCER_EXPIRY),
                settings.get(TrafficCatalog.MAX_BYTES_PER_TENANT),
                settings.get(TrafficCatalog.MAX_BYTES)));
    return Storage.of(settings).archive().takesSegments() ? service : service.withoutArchive();
  }

  private static OffloadSettings offload(Settings settings) {
    return new OffloadSettings(
        settings.get(ArchiveCatalog.OBJECT_MAX_BYTES),
        settings.get(ArchiveCatalog.UPLOAD_DELAY),
        settings
            .find(ArchiveCatalog.UPLOAD_PARALLELISM)
            .orElseGet(Storage.of(settings).archive()::parallelUploads),
        settings.get(ArchiveCatalog.SEGMENT_IDLE),
        settings.get(ArchiveCatalog.SEGMENT_MAX_AGE),
        settings.get(ArchiveCatalog.COMPACT_FROM),
        settings.get(ArchiveCatalog.COMPACT_BELOW),
        settings.get(ArchiveCatalog.ARCHIVE_GRACE));
  }
}
