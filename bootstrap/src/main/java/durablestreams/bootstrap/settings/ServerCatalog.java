package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.Kind.bytes;
import static durablestreams.bootstrap.settings.Kind.count;
import static durablestreams.bootstrap.settings.Kind.time;

import durablestreams.bootstrap.settings.Setting.Group;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The server as its neighbours see it: address, certificate, log, caches and browsers. */
public final class ServerCatalog {

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

  public static final Setting<String> HOST =
      Setting.of(
          "HOST",
          new Kind.Host(),
          "127.0.0.1",
          Group.SERVER,
          "The address to listen on; `0.0.0.0` for all of this machine.");

  public static final Setting<Integer> PORT =
      Setting.of(
          "PORT",
          count(0, 65_535),
          "4437",
          Group.SERVER,
          "The port to listen on; 0 takes a free one.");

  public static final Setting<Path> CONFIG =
      Setting.of(
          "CONFIG",
          new Kind.FilePath(),
          "",
          Group.SERVER,
          "A file of settings, one `name = value` a line; names are those of the flags, "
              + "without dashes in front.");

  public static final Setting<Path> TLS_CERT =
      Setting.of(
          "TLS_CERT",
          new Kind.FilePath(),
          "",
          Group.SERVER,
          "A PEM file with the server's certificate and its chain; makes it HTTPS. Read "
              + "again when it changes.");

  public static final Setting<Path> TLS_KEY =
      Setting.of(
          "TLS_KEY",
          new Kind.FilePath(),
          "",
          Group.SERVER,
          "A PEM file with the private key of the certificate, PKCS #8, not encrypted.");

  public static final Setting<Boolean> TRUST_FORWARDED =
      Setting.of(
          "TRUST_FORWARDED",
          new Kind.Switch(),
          "off",
          Group.SERVER,
          "Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are believed; only behind a "
              + "proxy that sets them.");

  public static final Setting<Duration> STOP_TIMEOUT =
      Setting.of(
          "STOP_TIMEOUT",
          time(Duration.ZERO, Duration.ofMinutes(10)),
          "3s",
          Group.SERVER,
          "How long a stop waits for requests in flight.");

  public static final Setting<LogLevel> LOG_LEVEL =
      Setting.of(
          "LOG_LEVEL",
          new Kind.Choice<>(LogLevel.class),
          "info",
          Group.SERVER,
          "How much the server logs; libraries are heard from a warning on.");

  public static final Setting<CacheChoice> CACHE_MODE =
      Setting.of(
          "CACHE_MODE",
          new Kind.Choice<>(CacheChoice.class),
          "private",
          Group.BROWSER,
          "Who may keep answers: the client alone, or proxies and CDNs too, unless reads "
              + "need a token.");

  public static final Setting<Set<String>> CORS_ORIGINS =
      Setting.of(
          "CORS_ORIGINS",
          new Kind.Origins(),
          "*",
          Group.BROWSER,
          "Origins of web pages that may use the server, with commas between them; `*` "
              + "for all.");

  public static final Setting<Long> GZIP_MIN_BYTES =
      Setting.of(
          "GZIP_MIN_BYTES",
          bytes(0, 1L << 30),
          "1KiB",
          Group.BROWSER,
          "Pages from this size on are compressed for clients that ask; 0 for never.");

  public static final Setting<Boolean> DEBUG_TIMING =
      Setting.of(
          "DEBUG_TIMING",
          new Kind.Switch(),
          "off",
          Group.BROWSER,
          "Whether every answer says where its time went (`Server-Timing`).");

  static final List<Setting<?>> ALL =
      List.of(
          HOST,
          PORT,
          CONFIG,
          TLS_CERT,
          TLS_KEY,
          TRUST_FORWARDED,
          STOP_TIMEOUT,
          LOG_LEVEL,
          CACHE_MODE,
          CORS_ORIGINS,
          GZIP_MIN_BYTES,
          DEBUG_TIMING);

  private ServerCatalog() {}
}
