package durablestreams.adapters.http.settings;

import durablestreams.adapters.http.forwarded.ForwardedTrust;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the HTTP side. {@link #builder()} starts from the defaults.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param streamRoot URL path under which streams live; starts with a slash and does not end in one
 * @param longPollTimeout how long a long-poll waits for data
 * @param sseLifetime after which an SSE connection ends, shortened at random by up to a tenth, so
 *     that clients do not all come back at once
 * @param sseHeartbeat how often an idle SSE connection gets a comment
 * @param requestTimeout a request whose header section takes longer, or whose body stands still for
 *     longer, is cut off
 * @param writeTimeout a client that takes nothing for this long is cut off
 * @param idleTimeout a connection without a request is closed after this
 * @param stopTimeout how long a stop waits for requests in flight
 * @param maxBodyBytes the largest request body; beyond it, and beyond half of what large bodies may
 *     take of the memory budget, 413
 * @param maxHeaderBytes the largest header section; beyond it, 431
 * @param maxUriBytes the longest request line; beyond it, 414
 * @param maxConnections connections at a time; more wait in the backlog of the operating system;
 *     also HTTP/2 requests at a time on all connections, of which more are refused by HTTP/2
 * @param maxConnectionsPerAddress the same for one client address, 429 beyond it; 0 for no limit,
 *     as behind a proxy everybody has one address
 * @param maxLiveReaders long-polls and SSE connections at a time; beyond it, 503
 * @param appendsPerSecond requests with a body to append or create that one tenant may make, in
 *     bursts of up to one second's worth; beyond it, 429; 0 for no limit
 * @param requestsPerAddress requests that one client address may make in a second, in bursts of up
 *     to one second's worth; beyond it, 429; 0 for no limit
 * @param cacheMode who may keep answers
 * @param corsOrigins origins that may read answers in a browser; {@code *} for all
 * @param debugTiming whether every answer tells where its time went
 * @param gzipMinBytes pages from this size on are compressed for clients that ask; 0 for never
 * @param forwarded which fields of which proxies say where a request came from
 * @param tls the certificate, or empty for plain HTTP
 */
public record HttpSettings(
    String host,
    int port,
    String streamRoot,
    Duration longPollTimeout,
    Duration sseLifetime,
    Duration sseHeartbeat,
    Duration requestTimeout,
    Duration writeTimeout,
    Duration idleTimeout,
    Duration stopTimeout,
    int maxBodyBytes,
    int maxHeaderBytes,
    int maxUriBytes,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxLiveReaders,
    int appendsPerSecond,
    int requestsPerAddress,
    CacheMode cacheMode,
    Set<String> corsOrigins,
    boolean debugTiming,
    int gzipMinBytes,
    ForwardedTrust forwarded,
    Optional<TlsSettings> tls) {

  /** The largest body that can be allowed: SQLite holds no value beyond 10^9 bytes. */
  public static final int MAX_BODY_BYTES = 512 << 20;

  /** Checks every value; the sentences name the component that is wrong. */
  public HttpSettings {
    corsOrigins = Set.copyOf(corsOrigins);
    require(port >= 0 && port <= 65_535, "port is a number from 0 to 65535");
    require(
        isStreamRoot(streamRoot),
        "streamRoot is a URL path such as /v1/stream, without a slash at its end");
    positive(longPollTimeout, "longPollTimeout");
    positive(sseLifetime, "sseLifetime");
    positive(sseHeartbeat, "sseHeartbeat");
    positive(requestTimeout, "requestTimeout");
    positive(writeTimeout, "writeTimeout");
    positive(idleTimeout, "idleTimeout");
    require(!stopTimeout.isNegative(), "stopTimeout is not negative");
    require(
        maxBodyBytes > 0 && maxBodyBytes <= MAX_BODY_BYTES,
        "maxBodyBytes is a number from 1 to 512 MiB");
    require(maxHeaderBytes >= 1_024, "maxHeaderBytes is at least 1024");
    require(maxUriBytes >= 1_024, "maxUriBytes is at least 1024");
    require(maxConnections > 0, "maxConnections is at least 1");
    require(maxConnectionsPerAddress >= 0, "maxConnectionsPerAddress is 0 or more");
    require(maxLiveReaders > 0, "maxLiveReaders is at least 1");
    require(appendsPerSecond >= 0, "appendsPerSecond is 0 or more");
    require(requestsPerAddress >= 0, "requestsPerAddress is 0 or more");
    require(gzipMinBytes >= 0, "gzipMinBytes is 0 or more");
    for (String origin : corsOrigins) {
      require(
          origin.equals("*") || origin.matches("[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9.:\\[\\]-]+"),
          "corsOrigins holds * or origins such as https://app.example.com");
    }
  }

  /** Whether the text is a path of plain segments, such as {@code /v1/stream}. */
  public static boolean isStreamRoot(String text) {
    return text.matches("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+");
  }

  private static void positive(Duration duration, String name) {
    require(duration.isPositive(), name + " is longer than zero");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  public static HttpSettingsBuilder builder() {
    return new HttpSettingsBuilder();
  }
}
