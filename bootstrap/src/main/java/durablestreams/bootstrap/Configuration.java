package durablestreams.bootstrap;

import durablestreams.adapters.http.settings.CacheMode;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.offload.OffloadSettings;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.bootstrap.settings.Catalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import java.nio.file.Path;
import java.util.Optional;

/** Hands each part of the server the settings it understands. */
final class Configuration {

  private static final String STREAM_ROOT = "/v1/stream";

  private Configuration() {}

  /** The HTTP side. */
  static HttpSettings http(Settings settings) {
    HttpSettingsBuilder builder =
        HttpSettings.builder()
            .host(settings.get(Catalog.HOST))
            .port(settings.get(Catalog.PORT))
            .streamRoot(STREAM_ROOT)
            .trustForwarded(settings.get(Catalog.TRUST_FORWARDED))
            .stopTimeout(settings.get(Catalog.STOP_TIMEOUT))
            .longPollTimeout(settings.get(Catalog.LONG_POLL_TIMEOUT))
            .sseLifetime(settings.get(Catalog.SSE_LIFETIME))
            .sseHeartbeat(settings.get(Catalog.SSE_HEARTBEAT))
            .maxLiveReaders(settings.get(Catalog.MAX_LIVE_READERS))
            .requestTimeout(settings.get(Catalog.REQUEST_TIMEOUT))
            .writeTimeout(settings.get(Catalog.WRITE_TIMEOUT))
            .idleTimeout(settings.get(Catalog.IDLE_TIMEOUT))
            .maxBodyBytes(settings.get(Catalog.BODY_MAX_BYTES).intValue())
            .maxHeaderBytes(settings.get(Catalog.HEADER_MAX_BYTES).intValue())
            .maxUriBytes(settings.get(Catalog.URI_MAX_BYTES).intValue())
            .maxConnections(settings.get(Catalog.MAX_CONNECTIONS))
            .maxConnectionsPerAddress(settings.get(Catalog.MAX_CONNECTIONS_PER_ADDRESS))
            .appendsPerSecond(settings.get(Catalog.MAX_APPENDS_PER_SECOND))
            .cacheMode(cacheMode(settings))
            .corsOrigins(settings.get(Catalog.CORS_ORIGINS))
            .gzipMinBytes(settings.get(Catalog.GZIP_MIN_BYTES).intValue())
            .debugTiming(settings.get(Catalog.DEBUG_TIMING));
    tls(settings).ifPresent(builder::tls);
    return builder.build();
  }

  private static CacheMode cacheMode(Settings settings) {
    return switch (settings.get(Catalog.CACHE_MODE)) {
      case PRIVATE -> CacheMode.PRIVATE;
      case SHARED -> CacheMode.SHARED;
    };
  }

  private static Optional<TlsSettings> tls(Settings settings) {
    Optional<Path> certificate = settings.find(Catalog.TLS_CERT);
    Optional<Path> key = settings.find(Catalog.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingsException(
          "%s and %s belong together: one is given without the other."
              .formatted(Catalog.TLS_CERT.variable(), Catalog.TLS_KEY.variable()));
    }
    return certificate.map(chain -> new TlsSettings(chain, key.orElseThrow()));
  }

  /** The application. */
  static ServiceSettings service(Settings settings) {
    ServiceSettings service =
        new ServiceSettings(
            new RotationPolicy(
                settings.get(Catalog.SEGMENT_MAX_MESSAGES),
                settings.get(Catalog.SEGMENT_MAX_BYTES)),
            offload(settings),
            new SequencerLimits(
                settings.get(Catalog.COMMIT_QUEUE_MAX_OPERATIONS),
                settings.get(Catalog.COMMIT_QUEUE_MAX_BYTES),
                SequencerLimits.DEFAULT.groupOperations(),
                SequencerLimits.DEFAULT.groupBytes()),
            new ReadLimit(settings.get(Catalog.READ_MAX_BYTES).intValue()),
            settings.get(Catalog.REGISTRY),
            settings.get(Catalog.WARM_STREAMS),
            settings.get(Catalog.BLOCK_CACHE_BYTES),
            settings.get(Catalog.MAX_LIVE_READERS_PER_STREAM));
    return switch (archive(settings)) {
      case FILES, R2, MEMORY -> service;
      case NONE -> service.withoutArchive();
    };
  }

  private static OffloadSettings offload(Settings settings) {
    return new OffloadSettings(
        settings.get(Catalog.OBJECT_MAX_BYTES),
        settings.get(Catalog.UPLOAD_DELAY),
        settings.get(Catalog.UPLOAD_PARALLELISM),
        settings.get(Catalog.SEGMENT_IDLE),
        settings.get(Catalog.SEGMENT_MAX_AGE),
        settings.get(Catalog.COMPACT_FROM),
        settings.get(Catalog.COMPACT_BELOW));
  }

  /**
   * Which archive is meant: what is in memory is archived in memory, unless something else is said.
   */
  static Catalog.ArchiveChoice archive(Settings settings) {
    return settings
        .find(Catalog.ARCHIVE)
        .orElseGet(() ->
            switch (settings.get(Catalog.STORE)) {
              case MEMORY -> Catalog.ArchiveChoice.MEMORY;
              case SQLITE -> Catalog.ArchiveChoice.FILES;
            });
  }

  static Path archiveFolder(Settings settings) {
    return settings
        .find(Catalog.ARCHIVE_DIR)
        .orElseGet(() -> settings.get(Catalog.DATA).resolve("archive"));
  }
}
