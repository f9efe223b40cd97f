package durablestreams.adapters.http.settings;

import durablestreams.adapters.http.forwarded.ForwardedTrust;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Builder of {@link HttpSettings}; an unset value keeps its default. {@link HttpSettings} says what
 * each setting means.
 */
public final class HttpSettingsBuilder {

  private String host = "127.0.0.1";
  private int port = 4437;
  private String streamRoot = "/v1/stream";
  private Duration longPollTimeout = Duration.ofSeconds(30);
  private Duration sseLifetime = Duration.ofSeconds(60);
  private Duration sseHeartbeat = Duration.ofSeconds(15);
  private Duration requestTimeout = Duration.ofSeconds(10);
  private Duration writeTimeout = Duration.ofSeconds(30);
  private Duration idleTimeout = Duration.ofSeconds(75);
  private Duration stopTimeout = Duration.ofSeconds(10);
  private int maxBodyBytes = 64 << 20;
  private int maxHeaderBytes = 16 << 10;
  private int maxUriBytes = 8 << 10;
  private int maxConnections = 20_000;
  private int maxConnectionsPerAddress = 0;
  private int maxLiveReaders = 16_000;
  private int appendsPerSecond = 0;
  private int requestsPerAddress = 0;
  private CacheMode cacheMode = CacheMode.PRIVATE;
  private Set<String> corsOrigins = Set.of("*");
  private boolean debugTiming = false;
  private int gzipMinBytes = 1_024;
  private ForwardedTrust forwarded = ForwardedTrust.NOTHING;
  private Optional<TlsSettings> tls = Optional.empty();

  HttpSettingsBuilder() {}

  public HttpSettingsBuilder host(String value) {
    host = value;
    return this;
  }

  public HttpSettingsBuilder port(int value) {
    port = value;
    return this;
  }

  public HttpSettingsBuilder streamRoot(String value) {
    streamRoot = value;
    return this;
  }

  public HttpSettingsBuilder longPollTimeout(Duration value) {
    longPollTimeout = value;
    return this;
  }

  public HttpSettingsBuilder sseLifetime(Duration value) {
    sseLifetime = value;
    return this;
  }

  public HttpSettingsBuilder sseHeartbeat(Duration value) {
    sseHeartbeat = value;
    return this;
  }

  public HttpSettingsBuilder requestTimeout(Duration value) {
    requestTimeout = value;
    return this;
  }

  public HttpSettingsBuilder writeTimeout(Duration value) {
    writeTimeout = value;
    return this;
  }

  public HttpSettingsBuilder idleTimeout(Duration value) {
    idleTimeout = value;
    return this;
  }

  public HttpSettingsBuilder stopTimeout(Duration value) {
    stopTimeout = value;
    return this;
  }

  public HttpSettingsBuilder maxBodyBytes(int value) {
    maxBodyBytes = value;
    return this;
  }

  public HttpSettingsBuilder maxHeaderBytes(int value) {
    maxHeaderBytes = value;
    return this;
  }

  public HttpSettingsBuilder maxUriBytes(int value) {
    maxUriBytes = value;
    return this;
  }

  public HttpSettingsBuilder maxConnections(int value) {
    maxConnections = value;
    return this;
  }

  public HttpSettingsBuilder maxConnectionsPerAddress(int value) {
    maxConnectionsPerAddress = value;
    return this;
  }

  public HttpSettingsBuilder maxLiveReaders(int value) {
    maxLiveReaders = value;
    return this;
  }

  public HttpSettingsBuilder appendsPerSecond(int value) {
    appendsPerSecond = value;
    return this;
  }

  public HttpSettingsBuilder requestsPerAddress(int value) {
    requestsPerAddress = value;
    return this;
  }

  public HttpSettingsBuilder cacheMode(CacheMode value) {
    cacheMode = value;
    return this;
  }

  public HttpSettingsBuilder corsOrigins(Set<String> value) {
    corsOrigins = value;
    return this;
  }

  public HttpSettingsBuilder debugTiming(boolean value) {
    debugTiming = value;
    return this;
  }

  public HttpSettingsBuilder gzipMinBytes(int value) {
    gzipMinBytes = value;
    return this;
  }

  public HttpSettingsBuilder forwarded(ForwardedTrust value) {
    forwarded = value;
    return this;
  }

  public HttpSettingsBuilder tls(TlsSettings value) {
    tls = Optional.of(value);
    return this;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException with a sentence when one of them is not allowed
   */
  public HttpSettings build() {
    return new HttpSettings(
        host,
        port,
        streamRoot,
        longPollTimeout,
        sseLifetime,
        sseHeartbeat,
        requestTimeout,
        writeTimeout,
        idleTimeout,
        stopTimeout,
        maxBodyBytes,
        maxHeaderBytes,
        maxUriBytes,
        maxConnections,
        maxConnectionsPerAddress,
        maxLiveReaders,
        appendsPerSecond,
        requestsPerAddress,
        cacheMode,
        corsOrigins,
        debugTiming,
        gzipMinBytes,
        forwarded,
        tls);
  }
}
