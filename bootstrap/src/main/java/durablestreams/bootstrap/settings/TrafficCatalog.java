package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.bytes;
import static durablestreams.bootstrap.settings.SettingType.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.time.Duration;
import java.util.List;

/** Settings of requests: time, size and number limits. */
public final class TrafficCatalog {

  public static final Setting<Long> READ_MAX_BYTES =
      Setting.of(
          "READ_MAX_BYTES",
          bytes(1, 64L << 20),
          "1MiB",
          Group.LIVE,
          "Maximum page size of a catch-up read; a larger JSON message is a page of its own.");

  public static final Setting<Duration> LONG_POLL_TIMEOUT =
      Setting.of(
          "LONG_POLL_TIMEOUT",
          SettingType.timeout(),
          "30s",
          Group.LIVE,
          "Maximum time that a long-poll waits for data; then it gets 204.");

  public static final Setting<Duration> SSE_LIFETIME =
      Setting.of(
          "SSE_LIFETIME",
          SettingType.timeout(),
          "60s",
          Group.LIVE,
          "Maximum lifetime of an SSE connection, shortened at random by up to a tenth; the "
              + "client reconnects.");

  public static final Setting<Duration> SSE_HEARTBEAT =
      Setting.of(
          "SSE_HEARTBEAT",
          SettingType.timeout(),
          "15s",
          Group.LIVE,
          "Interval of comments on an idle SSE connection.");

  public static final Setting<Integer> MAX_LIVE_READERS =
      Setting.of(
          "MAX_LIVE_READERS",
          count(1, 10_000_000),
          "16000",
          Group.LIVE,
          "Maximum concurrent long-polls and SSE connections; further ones get 503.");

  public static final Setting<Integer> MAX_LIVE_READERS_PER_STREAM =
      Setting.of(
          "MAX_LIVE_READERS_PER_STREAM",
          count(1, 10_000_000),
          "10000",
          Group.LIVE,
          "Maximum concurrent long-polls and SSE connections of one stream; further ones get 429.");

  public static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.of(
          "REQUEST_TIMEOUT",
          SettingType.timeout(),
          "10s",
          Group.LIMITS,
          "Maximum time to receive a request head, and maximum pause within a body; slower "
              + "requests get 408 and the connection is closed.");

  public static final Setting<Duration> WRITE_TIMEOUT =
      Setting.of(
          "WRITE_TIMEOUT",
          SettingType.timeout(),
          "30s",
          Group.LIMITS,
          "Close a connection whose client accepts no data for this long.");

  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.of(
          "IDLE_TIMEOUT",
          SettingType.timeout(),
          "75s",
          Group.LIMITS,
          "Close a connection that has had no request for this long.");

  public static final Setting<Long> BODY_MAX_BYTES =
      Setting.of(
          "BODY_MAX_BYTES",
          bytes(1, 512L << 20),
          "64MiB",
          Group.LIMITS,
          "Maximum request body size; larger requests get 413. Capped at 12 % of `MEMORY_BUDGET`.");

  public static final Setting<Long> HEADER_MAX_BYTES =
      Setting.of(
          "HEADER_MAX_BYTES",
          bytes(1_024, 1L << 20),
          "16KiB",
          Group.LIMITS,
          "Maximum size of the header section; larger ones get 431.");

  public static final Setting<Long> URI_MAX_BYTES =
      Setting.of(
          "URI_MAX_BYTES",
          bytes(1_024, 1L << 20),
          "8KiB",
          Group.LIMITS,
          "Maximum length of the request line; longer ones get 414.");

  public static final Setting<Integer> JSON_MAX_DEPTH =
      Setting.of(
          "JSON_MAX_DEPTH",
          count(1, 10_000),
          "256",
          Group.LIMITS,
          "Maximum nesting depth of JSON; deeper bodies get 400.");

  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.of(
          "MAX_CONNECTIONS",
          count(1, 10_000_000),
          "20000",
          Group.LIMITS,
          "Maximum concurrent connections; further clients queue in the OS backlog. Capped by "
              + "`ulimit -n` and at one for each 64 KiB of the Java heap.");

  public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Setting.of(
          "MAX_CONNECTIONS_PER_ADDRESS",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Maximum concurrent connections of one client address; further ones get 429. 0 disables "
              + "the limit, as needed behind a proxy that is not trusted (`TRUST_FORWARDED`).");

  public static final Setting<Integer> MAX_APPENDS_PER_SECOND =
      Setting.of(
          "MAX_APPENDS_PER_SECOND",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Maximum appends per second of one tenant, creations with a body included; further ones "
              + "get 429. 0 disables the limit.");

  public static final Setting<Integer> MAX_REQUESTS_PER_SECOND_PER_ADDRESS =
      Setting.of(
          "MAX_REQUESTS_PER_SECOND_PER_ADDRESS",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Maximum requests per second of one client address; further ones get 429. 0 disables "
              + "the limit, as needed behind a proxy that is not trusted (`TRUST_FORWARDED`).");

  public static final Setting<Integer> MAX_STREAMS_PER_TENANT =
      Setting.of(
          "MAX_STREAMS_PER_TENANT",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Maximum streams of one tenant; further creations get 429. 0 disables the limit.");

  public static final Setting<Long> MAX_BYTES_PER_TENANT =
      Setting.of(
          "MAX_BYTES_PER_TENANT",
          bytes(0, 1L << 60),
          "0",
          Group.LIMITS,
          "Maximum payload bytes that one tenant stores, hot and archived; further appends get "
              + "507. 0 disables the limit.");

  public static final Setting<Long> MAX_BYTES =
      Setting.of(
          "MAX_BYTES",
          bytes(0, 1L << 60),
          "0",
          Group.LIMITS,
          "Maximum payload bytes of all streams together, hot and archived; further appends get "
              + "507. 0 disables the limit.");

  public static final Setting<Integer> MAX_FORK_DEPTH =
      Setting.of(
          "MAX_FORK_DEPTH",
          count(1, 10_000),
          "256",
          Group.LIMITS,
          "Maximum length of a chain of forks; a deeper fork gets 409.");

  public static final Setting<Duration> PRODUCER_EXPIRY =
      Setting.of(
          "PRODUCER_EXPIRY",
          SettingType.time(Duration.ofSeconds(1), Duration.ofHours(24 * 3_650)),
          "7d",
          Group.LIMITS,
          "How long an idle producer is remembered; retries are recognised within this time.");

  static final List<Setting<?>> ALL =
      List.of(
          READ_MAX_BYTES,
          LONG_POLL_TIMEOUT,
          SSE_LIFETIME,
          SSE_HEARTBEAT,
          MAX_LIVE_READERS,
          MAX_LIVE_READERS_PER_STREAM,
          REQUEST_TIMEOUT,
          WRITE_TIMEOUT,
          IDLE_TIMEOUT,
          BODY_MAX_BYTES,
          HEADER_MAX_BYTES,
          URI_MAX_BYTES,
          JSON_MAX_DEPTH,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          MAX_APPENDS_PER_SECOND,
          MAX_REQUESTS_PER_SECOND_PER_ADDRESS,
          MAX_STREAMS_PER_TENANT,
          MAX_BYTES_PER_TENANT,
          MAX_BYTES,
          MAX_FORK_DEPTH,
          PRODUCER_EXPIRY);

  private TrafficCatalog() {}
}
