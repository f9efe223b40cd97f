package durablestreams.bootstrap.settings;

import durablestreams.bootstrap.settings.Setting.Group;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Every setting of the server, except those that access policies bring along. */
public final class Catalog {

  /** Where segments go that are no longer hot. */
  public enum ArchiveChoice {
    FILES,
    R2,
    MEMORY,
    NONE
  }

  /** What keeps the streams. */
  public enum StoreChoice {
    MEMORY,
    SQLITE
  }

  /** Who may keep answers. */
  public enum CacheChoice {
    PRIVATE,
    SHARED
  }

  /** How much is logged. */
  public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  private static final Kind<Boolean> SWITCH = new Kind.Switch();
  private static final Kind<Duration> TIMEOUT = time(Duration.ofMillis(10), Duration.ofHours(24));
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  public static final Setting<Path> CONFIG =
      setting(
          "CONFIG",
          new Kind.FilePath(),
          "",
          Group.SERVER,
          "A file of settings, one `name = value` a line; names are those of the flags, without dashes in front.");
  public static final Setting<String> HOST =
      setting(
          "HOST",
          new Kind.Host(),
          "127.0.0.1",
          Group.SERVER,
          "The address to listen on; `0.0.0.0` for all of this machine.");
  public static final Setting<Integer> PORT =
      setting(
          "PORT",
          count(0, 65_535),
          "4437",
          Group.SERVER,
          "The port to listen on; 0 takes a free one.");
  public static final Setting<Path> TLS_CERT =
      setting(
          "TLS_CERT",
          new Kind.FilePath(),
          "",
          Group.SERVER,
          "A PEM file with the server's certificate and its chain; makes it HTTPS. Read again when it changes.");
  public static final Setting<Path> TLS_KEY =
      setting(
          "TLS_KEY",
          new Kind.FilePath(),
          "",
          Group.SERVER,
          "A PEM file with the private key of the certificate, PKCS #8, not encrypted.");
  public static final Setting<Boolean> TRUST_FORWARDED =
      setting(
          "TRUST_FORWARDED",
          SWITCH,
          "off",
          Group.SERVER,
          "Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are believed; only behind a proxy that sets them.");
  public static final Setting<Duration> STOP_TIMEOUT =
      setting(
          "STOP_TIMEOUT",
          time(Duration.ZERO, Duration.ofMinutes(10)),
          "3s",
          Group.SERVER,
          "How long a stop waits for requests in flight.");
  public static final Setting<LogLevel> LOG_LEVEL =
      setting(
          "LOG_LEVEL",
          new Kind.Choice<>(LogLevel.class),
          "info",
          Group.SERVER,
          "How much is logged.");

  public static final Setting<StoreChoice> STORE =
      setting(
          "STORE",
          new Kind.Choice<>(StoreChoice.class),
          "sqlite",
          Group.STORE,
          "What keeps the streams: a SQLite file in the data folder, forced to the disk before every reply, or memory, which is gone with the process.");
  public static final Setting<Path> DATA =
      setting(
          "DATA",
          new Kind.FilePath(),
          "./data",
          Group.STORE,
          "The data folder. One process at a time.");
  public static final Setting<Long> MEMORY_MAX_BYTES =
      setting(
          "MEMORY_MAX_BYTES",
          bytes(MIB, 1L << 40),
          "",
          "half of the Java heap",
          Group.STORE,
          "Bytes that `store=memory` takes; appends beyond them are refused.");
  public static final Setting<Boolean> REGISTRY =
      setting(
          "REGISTRY",
          SWITCH,
          "on",
          Group.STORE,
          "Whether creations and deletions are written to the stream `__registry__`.");

  public static final Setting<ArchiveChoice> ARCHIVE =
      setting(
          "ARCHIVE",
          new Kind.Choice<>(ArchiveChoice.class),
          "",
          "files; memory with `store=memory`",
          Group.ARCHIVE,
          "Where sealed segments go: a folder, an R2 or S3 bucket, memory, or nowhere, so that the store keeps everything.");
  public static final Setting<Path> ARCHIVE_DIR =
      setting(
          "ARCHIVE_DIR",
          new Kind.FilePath(),
          "",
          "`archive` in the data folder",
          Group.ARCHIVE,
          "The folder of `archive=files`.");
  public static final Setting<Integer> SEGMENT_MAX_MESSAGES =
      setting(
          "SEGMENT_MAX_MESSAGES",
          count(1, Integer.MAX_VALUE),
          "1000",
          Group.ARCHIVE,
          "An append that brings the open segment to so many messages seals it.");
  public static final Setting<Long> SEGMENT_MAX_BYTES =
      setting("SEGMENT_MAX_BYTES", bytes(1, GIB), "4MiB", Group.ARCHIVE, "The same for its bytes.");
  public static final Setting<Duration> SEGMENT_IDLE =
      setting(
          "SEGMENT_IDLE",
          TIMEOUT,
          "30s",
          Group.ARCHIVE,
          "A segment is sealed when its last append is that long ago.");
  public static final Setting<Duration> SEGMENT_MAX_AGE =
      setting(
          "SEGMENT_MAX_AGE",
          TIMEOUT,
          "5m",
          Group.ARCHIVE,
          "A segment is sealed when its first append is that long ago.");
  public static final Setting<Duration> UPLOAD_DELAY =
      setting(
          "UPLOAD_DELAY",
          time(Duration.ZERO, Duration.ofHours(24)),
          "10s",
          Group.ARCHIVE,
          "How long a sealed segment waits for neighbours to be uploaded with.");
  public static final Setting<Integer> UPLOAD_PARALLELISM =
      setting("UPLOAD_PARALLELISM", count(1, 256), "4", Group.ARCHIVE, "Uploads at the same time.");
  public static final Setting<Long> OBJECT_MAX_BYTES =
      setting(
          "OBJECT_MAX_BYTES",
          bytes(1, 4 * GIB),
          "32MiB",
          Group.ARCHIVE,
          "Neighbouring segments become one object up to this size.");
  public static final Setting<Integer> COMPACT_FROM =
      setting(
          "COMPACT_FROM",
          count(2, 10_000),
          "8",
          Group.ARCHIVE,
          "So many small neighbouring objects are made one later.");
  public static final Setting<Long> COMPACT_BELOW =
      setting(
          "COMPACT_BELOW",
          bytes(1, 4 * GIB),
          "8MiB",
          Group.ARCHIVE,
          "Objects below this size are small.");

  public static final Setting<URI> R2_ENDPOINT =
      setting(
          "R2_ENDPOINT",
          new Kind.Url(),
          "",
          Group.R2,
          "The URL of the S3 service, such as `https://<account>.r2.cloudflarestorage.com`.");
  public static final Setting<String> R2_BUCKET =
      setting("R2_BUCKET", new Kind.Text(), "", Group.R2, "The bucket.");
  public static final Setting<String> R2_ACCESS_KEY_ID =
      setting("R2_ACCESS_KEY_ID", new Kind.Text(), "", Group.R2, "The id of the access key.");
  public static final Setting<String> R2_SECRET_ACCESS_KEY =
      setting("R2_SECRET_ACCESS_KEY", new Kind.Secret(), "", Group.R2, "The access key itself.");
  public static final Setting<String> R2_REGION =
      setting(
          "R2_REGION", new Kind.Text(), "auto", Group.R2, "The region; R2 has one, named `auto`.");
  public static final Setting<String> R2_PREFIX =
      setting(
          "R2_PREFIX",
          new Kind.Text(),
          "",
          Group.R2,
          "What the names of all objects begin with, so that a bucket can be shared.");

  public static final Setting<Long> READ_MAX_BYTES =
      setting(
          "READ_MAX_BYTES",
          bytes(1, 64 * MIB),
          "1MiB",
          Group.LIVE,
          "A page of a catch-up read ends after so many bytes.");
  public static final Setting<Duration> LONG_POLL_TIMEOUT =
      setting(
          "LONG_POLL_TIMEOUT", TIMEOUT, "30s", Group.LIVE, "How long a long-poll waits for data.");
  public static final Setting<Duration> SSE_LIFETIME =
      setting(
          "SSE_LIFETIME",
          TIMEOUT,
          "60s",
          Group.LIVE,
          "An SSE connection ends after this, or up to a tenth earlier, and the client comes back.");
  public static final Setting<Duration> SSE_HEARTBEAT =
      setting(
          "SSE_HEARTBEAT",
          TIMEOUT,
          "15s",
          Group.LIVE,
          "How often an idle SSE connection gets a comment.");
  public static final Setting<Integer> MAX_LIVE_READERS =
      setting(
          "MAX_LIVE_READERS",
          count(1, 10_000_000),
          "16000",
          Group.LIVE,
          "Long-polls and SSE connections at a time; beyond it, 503.");
  public static final Setting<Integer> MAX_LIVE_READERS_PER_STREAM =
      setting(
          "MAX_LIVE_READERS_PER_STREAM",
          count(1, 10_000_000),
          "10000",
          Group.LIVE,
          "The same for one stream.");

  public static final Setting<Duration> REQUEST_TIMEOUT =
      setting(
          "REQUEST_TIMEOUT",
          TIMEOUT,
          "10s",
          Group.LIMITS,
          "A request whose head takes longer, or whose body stands still for longer, is cut off.");
  public static final Setting<Duration> WRITE_TIMEOUT =
      setting(
          "WRITE_TIMEOUT",
          TIMEOUT,
          "30s",
          Group.LIMITS,
          "A client that takes nothing for this long is cut off.");
  public static final Setting<Duration> IDLE_TIMEOUT =
      setting(
          "IDLE_TIMEOUT",
          TIMEOUT,
          "75s",
          Group.LIMITS,
          "A connection without a request is closed after this.");
  public static final Setting<Long> BODY_MAX_BYTES =
      setting(
          "BODY_MAX_BYTES",
          bytes(1, GIB),
          "16MiB",
          Group.LIMITS,
          "The largest request body; beyond it, 413.");
  public static final Setting<Long> HEADER_MAX_BYTES =
      setting(
          "HEADER_MAX_BYTES",
          bytes(1_024, MIB),
          "16KiB",
          Group.LIMITS,
          "The largest header section; beyond it, 431.");
  public static final Setting<Long> URI_MAX_BYTES =
      setting(
          "URI_MAX_BYTES",
          bytes(1_024, MIB),
          "8KiB",
          Group.LIMITS,
          "The longest request line; beyond it, 414.");
  public static final Setting<Integer> JSON_MAX_DEPTH =
      setting(
          "JSON_MAX_DEPTH",
          count(1, 10_000),
          "256",
          Group.LIMITS,
          "How deep JSON may be nested; beyond it, 400.");
  public static final Setting<Integer> MAX_CONNECTIONS =
      setting(
          "MAX_CONNECTIONS",
          count(1, 10_000_000),
          "20000",
          Group.LIMITS,
          "Connections at a time; more wait.");
  public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      setting(
          "MAX_CONNECTIONS_PER_ADDRESS",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "The same for one client address; beyond it, 429. 0 for no limit, as behind a proxy.");
  public static final Setting<Integer> MAX_APPENDS_PER_SECOND =
      setting(
          "MAX_APPENDS_PER_SECOND",
          count(0, 10_000_000),
          "0",
          Group.LIMITS,
          "Appends that one tenant may make in a second; beyond it, 429. 0 for no limit.");

  public static final Setting<Integer> COMMIT_QUEUE_MAX_OPERATIONS =
      setting(
          "COMMIT_QUEUE_MAX_OPERATIONS",
          count(1, 10_000_000),
          "20000",
          Group.COMMIT,
          "Writes that may wait for their commit; beyond it, 503.");
  public static final Setting<Long> COMMIT_QUEUE_MAX_BYTES =
      setting(
          "COMMIT_QUEUE_MAX_BYTES",
          bytes(1, 64 * GIB),
          "128MiB",
          Group.COMMIT,
          "Bytes of their bodies; beyond it, 503.");
  public static final Setting<Integer> WARM_STREAMS =
      setting(
          "WARM_STREAMS",
          count(1, 100_000_000),
          "100000",
          Group.COMMIT,
          "Streams whose state is kept in memory.");
  public static final Setting<Long> BLOCK_CACHE_BYTES =
      setting(
          "BLOCK_CACHE_BYTES",
          bytes(0, 1L << 40),
          "64MiB",
          Group.COMMIT,
          "Bytes of archived messages that are kept in memory.");

  public static final Setting<CacheChoice> CACHE_MODE =
      setting(
          "CACHE_MODE",
          new Kind.Choice<>(CacheChoice.class),
          "private",
          Group.BROWSER,
          "Who may keep answers: the client alone, or proxies and CDNs too, unless reads need a token.");
  public static final Setting<Set<String>> CORS_ORIGINS =
      setting(
          "CORS_ORIGINS",
          new Kind.Origins(),
          "*",
          Group.BROWSER,
          "Origins of web pages that may use the server, with commas between them; `*` for all.");
  public static final Setting<Long> GZIP_MIN_BYTES =
      setting(
          "GZIP_MIN_BYTES",
          bytes(0, GIB),
          "1KiB",
          Group.BROWSER,
          "Pages from this size on are compressed for clients that ask; 0 for never.");
  public static final Setting<Boolean> DEBUG_TIMING =
      setting(
          "DEBUG_TIMING",
          SWITCH,
          "off",
          Group.BROWSER,
          "Whether every answer says where its time went (`Server-Timing`).");

  public static final List<Setting<?>> ALL =
      List.of(
          HOST,
          PORT,
          CONFIG,
          TLS_CERT,
          TLS_KEY,
          TRUST_FORWARDED,
          STOP_TIMEOUT,
          LOG_LEVEL,
          STORE,
          DATA,
          MEMORY_MAX_BYTES,
          REGISTRY,
          ARCHIVE,
          ARCHIVE_DIR,
          SEGMENT_MAX_MESSAGES,
          SEGMENT_MAX_BYTES,
          SEGMENT_IDLE,
          SEGMENT_MAX_AGE,
          UPLOAD_DELAY,
          UPLOAD_PARALLELISM,
          OBJECT_MAX_BYTES,
          COMPACT_FROM,
          COMPACT_BELOW,
          R2_ENDPOINT,
          R2_BUCKET,
          R2_ACCESS_KEY_ID,
          R2_SECRET_ACCESS_KEY,
          R2_REGION,
          R2_PREFIX,
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
          COMMIT_QUEUE_MAX_OPERATIONS,
          COMMIT_QUEUE_MAX_BYTES,
          WARM_STREAMS,
          BLOCK_CACHE_BYTES,
          CACHE_MODE,
          CORS_ORIGINS,
          GZIP_MIN_BYTES,
          DEBUG_TIMING);

  private Catalog() {}

  private static <T> Setting<T> setting(
      String variable, Kind<T> kind, String defaultText, Group group, String sentence) {
    return setting(variable, kind, defaultText, "", group, sentence);
  }

  private static <T> Setting<T> setting(
      String variable,
      Kind<T> kind,
      String defaultText,
      String defaultWords,
      Group group,
      String sentence) {
    return new Setting<>(variable, kind, defaultText, defaultWords, group, sentence);
  }

  private static Kind<Integer> count(int min, int max) {
    return new Kind.Count(min, max);
  }

  private static Kind<Long> bytes(long min, long max) {
    return new Kind.Bytes(min, max);
  }

  private static Kind<Duration> time(Duration min, Duration max) {
    return new Kind.Time(min, max);
  }
}
