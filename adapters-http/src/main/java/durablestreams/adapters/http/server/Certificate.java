package durablestreams.adapters.http.server;

import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificate of the server, reloaded when its files change. */
final class Certificate implements MetricSource {

  static final Metric EXPIRY =
      Metric.gauge(
          "durable_streams_tls_certificate_expiry_seconds",
          "End of the validity of the certificate in use, in seconds since 1970");

  private static final Logger LOG = System.getLogger(Certificate.class.getName());
  private static final double MILLIS_PER_SECOND = 1_000;

  private final InstantSource clock;

  /** What the files in use were like before they were read, so that no change is missed. */
  private List<Object> known = List.of();

  /** The unusable files that were reported last. */
  private List<Object> reported = List.of();

  private volatile @Nullable X509Certificate current;

  Certificate(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * TLS with what the files hold at the start.
   *
   * @throws IllegalArgumentException with a sentence when they cannot be used
   */
  Tls load(TlsSettings files) {
    try {
      known = PemFiles.version(files);
    } catch (IOException e) {
      known = List.of(); // loading tells which file cannot be read
    }
    PemFiles.Loaded loaded = PemFiles.load(files);
    use(loaded, files);
    return loaded.tls();
  }

  /**
   * Looks at the files. Unusable ones are reported once and tried again at each look, because the
   * two files may be replaced one after the other; meanwhile the certificate stays as it was.
   */
  void renew(TlsSettings files, WebServer server) {
    List<Object> now;
    try {
      now = PemFiles.version(files);
    } catch (IOException e) {
      return; // being replaced at this moment, perhaps
    }
    if (known.equals(now)) {
      return;
    }
    try {
      PemFiles.Loaded loaded = PemFiles.load(files);
      server.reloadTls(loaded.tls());
      known = now;
      LOG.log(Level.INFO, "The certificate was renewed from {0}", files.certificate());
      use(loaded, files);
    } catch (RuntimeException e) {
      if (!reported.equals(now)) {
        reported = now;
        LOG.log(
            Level.WARNING,
            "The certificate was not renewed, the former one stays in use: {0}",
            e.getMessage());
      }
    }
  }

  private void use(PemFiles.Loaded loaded, TlsSettings files) {
    current = loaded.leaf();
    Instant now = clock.instant();
    Instant begin = loaded.leaf().getNotBefore().toInstant();
    Instant end = loaded.leaf().getNotAfter().toInstant();
    if (now.isAfter(end)) {
      warn(files, "expired at " + end);
    } else if (now.isBefore(begin)) {
      warn(files, "is not valid before " + begin);
    }
  }

  private static void warn(TlsSettings files, String problem) {
    LOG.log(
        Level.WARNING,
        "The certificate in {0} (TLS_CERT) {1}: clients refuse it",
        files.certificate(),
        problem);
  }

  /** The end of its validity; nothing without TLS. */
  @Override
  public void collect(MetricSink sink) {
    X509Certificate shown = current;
    if (shown != null) {
      sink.value(EXPIRY, shown.getNotAfter().getTime() / MILLIS_PER_SECOND);
    }
  }
}
