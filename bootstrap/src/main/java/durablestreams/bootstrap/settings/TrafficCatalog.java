package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.Kind.bytes;
import static durablestreams.bootstrap.settings.Kind.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.time.Duration;
import java.util.List;

/** Requests: how long, how large, how many. */
public final class TrafficCatalog {

  public static final Setting<Long> READ_MAX_BYTES =
      Setting.of(
          "READ_MAX_BYTES",
          bytes(1, 64L << 20),
          "1MiB",
          Group.LIVE,
          "A page of a catch-up read ends after so many bytes.");

  public static final Setting<Duration> LONG_POLL_TIMEOUT =
      Setting.of(
          "LONG_POLL_TIMEOUT",
          Kind.timeout(),
          "30s",
          Group.LIVE,
          "How long a long-poll waits for data.");

  public static final Setting<Duration> SSE_LIFETIME =
      Setting.of(
          "SSE_LIFETIME",
          Kind.timeout(),
          "60s",
          Group.LIVE,
          "An SSE connection ends after this, or up to a tenth earlier, and the client "
              + "comes back.");

  public static final Setting<Duration> SSE_HEARTBEAT =
      Setting.of(
          "SSE_HEARTBEAT",
          Kind.timeout(),
          "15s",
          Group.LIVE,
          "How often an idle SSE connection gets a comment.");

  public static final Setting<Integer> MAX_LIVE_READERS =
      Setting.of(
          "MAX_LIVE_READERS",
          count(1, 10_000_000),
          "16000",
          Group.LIVE,
          "Long-polls and SSE connections at a time; beyond it, 503.");

  public static final Setting<Integer> MAX_LIVE_READERS_PER_STREAM =
      Setting.of(
          "MAX_LIVE_READERS_PER_STREAM",
          count(1, 10_000_000),
          "10000",
          Group.LIVE,
          "The same for one stream.");

  public static final Setting<Duration> REQUEST_TIMEOUT =
      Setting.of(
          "REQUEST_TIMEOUT",
          Kind.timeout(),
          "10s",
          Group.LIMITS,
          "A request whose head takes longer, or whose body stands still for longer, is "
              + "cut off.");

  public static final Setting<Duration> WRITE_TIMEOUT =
      Setting.of(
          "WRITE_TIMEOUT",
          Kind.timeout(),
          "30s",
          Group.LIMITS,
          "A client that takes nothing for this long is cut off.");

  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.of(
          "IDLE_TIMEOUT",
          Kind.timeout(),
          "75s",
          Group.LIMITS,
          "A connection without a request is closed after this.");

  public static final Setting<Long> BODY_MAX_BYTES =
      Setting.of(
          "BODY_MAX_BYTES",
          bytes(1, 512L << 20),
          "64MiB",
          Group.LIMITS,
          "The largest request body; beyond it, 413. At most 15 % of the memory budget.");

  public static final Setting<Long> HEADER_MAX_BYTES =
      Setting.of(
          "HEADER_MAX_BYTES",
          bytes(1_024, 1L << 20),
          "16KiB",
          Group.LIMITS,
          "The largest header section; beyond it, 431.");

  public static final Setting<Long> URI_MAX_BYTES =
      Setting.of(
          "URI_MAX_BYTES",
          bytes(1_024, 1L << 20),
          "8KiB",
          Group.LIMITS,
          "The longest request line; beyond it, 414.");

  public static final Setting<Integer> JSON_MAX_DEPTH =
      Setting.of(
          "JSON_MAX_DEPTH",
          count(1, 10_000),
          "256",
          Group.LIMITS,
          "How deep JSON may be nested; beyond it, 400.");

  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.of(
          "MAX_CONNECTIONS",
          count(1, 10_000_000),
          "20000",
          Group.LIMITS,
          "Connections at a time; more wait. At most one for each 64 KiB of the Java heap, and "
              + "less where the process may open less: ulimit -n.");

  public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Setting.of(
          "MAX_CONNECTIONS_PER_ADDRESS",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "The same for one client address; beyond it, 429. 0 for no limit, as behind a "
              + "proxy.");

  public static final Setting<Integer> MAX_APPENDS_PER_SECOND =
      Setting.of(
          "MAX_APPENDS_PER_SECOND",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Appends, and creations with a body, that one tenant may make in a second; beyond it, "
              + "429. 0 for no limit.");

  public static final Setting<Integer> MAX_REQUESTS_PER_SECOND_PER_ADDRESS =
      Setting.of(
          "MAX_REQUESTS_PER_SECOND_PER_ADDRESS",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Requests that one client address may make in a second; beyond it, 429. 0 for no limit, "
              + "as behind a proxy.");

  public static final Setting<Integer> MAX_STREAMS_PER_TENANT =
      Setting.of(
          "MAX_STREAMS_PER_TENANT",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Streams that one tenant may have; beyond it, 429. 0 for no limit.");

  public static final Setting<Long> MAX_BYTES_PER_TENANT =
      Setting.of(
          "MAX_BYTES_PER_TENANT",
          bytes(0, 1L << 60),
          "0",
          Group.LIMITS,
          "Payload bytes that one tenant may store, hot or archived; an append beyond them gets "
              + "507. 0 for no limit.");

  public static final Setting<Long> MAX_BYTES =
      Setting.of(
          "MAX_BYTES",
          bytes(0, 1L << 60),
          "0",
          Group.LIMITS,
          "Payload bytes of all streams together; an append beyond them gets 507. 0 for no "
              + "limit.");

  public static final Setting<Integer> MAX_FORK_DEPTH =
      Setting.of(
          "MAX_FORK_DEPTH",
          count(1, 10_000),
          "256",
          Group.LIMITS,
          "Forks between a stream and one that was not forked; a deeper fork gets 409.");

  public static final Setting<Duration> PRODUCER_EXPIRY =
      Setting.of(
          "PRODUCER_EXPIRY",
          Kind.time(Duration.ofSeconds(1), Duration.ofHours(24 * 3_650)),
          "7d",
          Group.LIMITS,
          "How long an idle producer is remembered: the horizon of exactly-once.");

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
