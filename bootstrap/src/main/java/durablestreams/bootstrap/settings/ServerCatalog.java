package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.bytes;
import static durablestreams.bootstrap.settings.SettingType.count;
import static durablestreams.bootstrap.settings.SettingType.time;

import durablestreams.adapters.http.forwarded.TrustedProxies;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.bootstrap.settings.Setting.Group;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings of the server: address, certificate, log, caches and browsers. */
public final class ServerCatalog {

  /** Which caches may store answers. */
  public enum CacheChoice {
    PRIVATE,
    SHARED
  }

  /** Which fields of proxies are trusted. */
  public enum ForwardedChoice {
    OFF,
    FORWARDED,
    X_FORWARDED
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
          new SettingType.Host(),
          "127.0.0.1",
          Group.SERVER,
          "Address to listen on; `0.0.0.0` listens on all interfaces.");

  public static final Setting<Integer> PORT =
      Setting.of(
          "PORT",
          count(0, 65_535),
          "4437",
          Group.SERVER,
          "TCP port to listen on; 0 chooses a free port.");

  public static final Setting<Path> CONFIG =
      Setting.of(
          "CONFIG",
          new SettingType.FilePath(),
          "",
          Group.SERVER,
          "File of settings, one `name = value` per line; names are flags without the leading "
              + "dashes.");

  public static final Setting<Path> PLUGINS =
      Setting.of(
          "PLUGINS",
          new SettingType.FilePath(),
          "",
          Group.SERVER,
          "Folder of plug-ins with archives and access policies: jars, and folders with a jar and "
              + "its libraries.");

  public static final Setting<Path> TLS_CERT =
      Setting.of(
          "TLS_CERT",
          new SettingType.FilePath(),
          "",
          Group.SERVER,
          "PEM file with the server's certificate chain; enables HTTPS. Reloaded when it changes.");

  public static final Setting<Path> TLS_KEY =
      Setting.of(
          "TLS_KEY",
          new SettingType.FilePath(),
          "",
          Group.SERVER,
          "PEM file with the certificate's private key: PKCS #8, not encrypted. Reloaded when it "
              + "changes.");

  public static final Setting<String> STREAM_ROOT =
      Setting.of(
          "STREAM_ROOT",
          new SettingType.Checked(
              HttpSettings::isStreamRoot,
              "a URL path such as /v1/stream, with a slash at its beginning and none at its end, of "
                  + "segments of letters, digits and . _ ~ -"),
          "/v1/stream",
          Group.SERVER,
          "URL path below which all streams are, and subscriptions below `__ds` in it.");

  public static final Setting<ForwardedChoice> TRUST_FORWARDED =
      Setting.of(
          "TRUST_FORWARDED",
          new SettingType.Choice<>(ForwardedChoice.class, Map.of("on", ForwardedChoice.FORWARDED)),
          "off",
          Group.SERVER,
          "Header fields in which trusted proxies tell the client's address, scheme and host: "
              + "`Forwarded` of RFC 7239, or `X-Forwarded-For`, `-Proto` and `-Host`. `on` means "
              + "`forwarded`.");

  public static final Setting<Set<String>> TRUSTED_PROXIES =
      Setting.of(
          "TRUSTED_PROXIES",
          new SettingType.Texts(
              ServerCatalog::isNetwork, "addresses and networks such as 192.0.2.1 or 10.0.0.0/8"),
          "127.0.0.0/8,::1",
          Group.SERVER,
          "Addresses and networks of the proxies that `TRUST_FORWARDED` is about, separated by "
              + "commas. Their connections do not count for `MAX_CONNECTIONS_PER_ADDRESS`.");

  public static final Setting<Duration> STOP_TIMEOUT =
      Setting.of(
          "STOP_TIMEOUT",
          time(Duration.ZERO, Duration.ofMinutes(10)),
          "3s",
          Group.SERVER,
          "Maximum time that a stop waits for requests in flight.");

  public static final Setting<LogLevel> LOG_LEVEL =
      Setting.of(
          "LOG_LEVEL",
          new SettingType.Choice<>(LogLevel.class),
          "info",
          Group.SERVER,
          "Log level of the server; libraries log only warnings and errors.");

  public static final Setting<CacheChoice> CACHE_MODE =
      Setting.of(
          "CACHE_MODE",
          new SettingType.Choice<>(CacheChoice.class),
          "private",
          Group.BROWSER,
          "Which caches may store answers: the client only (`private`), or proxies and CDNs too "
              + "(`shared`). Answers stay private unless everyone may read the stream.");

  public static final Setting<Set<String>> CORS_ORIGINS =
      Setting.of(
          "CORS_ORIGINS",
          new SettingType.Texts(
              ServerCatalog::isOrigin, "* or origins such as https://app.example.com"),
          "*",
          Group.BROWSER,
          "Origins of web pages that may use the server, separated by commas; `*` allows all.");

  public static final Setting<Long> GZIP_MIN_BYTES =
      Setting.of(
          "GZIP_MIN_BYTES",
          bytes(0, 1L << 30),
          "1KiB",
          Group.BROWSER,
          "Minimum page size to compress for clients that accept gzip; 0 disables compression.");

  public static final Setting<Boolean> DEBUG_TIMING =
      Setting.of(
          "DEBUG_TIMING",
          new SettingType.Switch(),
          "off",
          Group.BROWSER,
          "Add `Server-Timing`, the time spent in each phase, to every answer.");

  static final List<Setting<?>> ALL =
      List.of(
          HOST,
          PORT,
          CONFIG,
          PLUGINS,
          TLS_CERT,
          TLS_KEY,
          STREAM_ROOT,
          TRUST_FORWARDED,
          TRUSTED_PROXIES,
          STOP_TIMEOUT,
          LOG_LEVEL,
          CACHE_MODE,
          CORS_ORIGINS,
          GZIP_MIN_BYTES,
          DEBUG_TIMING);

  private ServerCatalog() {}

  private static boolean isOrigin(String text) {
    return text.equals("*") || text.matches("[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9.:\\[\\]-]+");
  }

  private static boolean isNetwork(String text) {
    try {
      TrustedProxies.of(List.of(text));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
