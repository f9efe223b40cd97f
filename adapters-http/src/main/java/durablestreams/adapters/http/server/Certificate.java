package durablestreams.adapters.http.server;

import durablestreams.adapters.http.settings.TlsSettings;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Certificate of the server, reloaded when its files change. */
final class Certificate {

  private static final Logger LOG = System.getLogger(Certificate.class.getName());

  /** What the files were like before they were read, so that no change is missed. */
  private List<Object> known = List.of();

  /**
   * TLS with what the files hold at the start.
   *
   * @throws IllegalArgumentException with a sentence when they hold something else
   */
  Tls load(TlsSettings files) {
    try {
      known = PemFiles.version(files);
    } catch (IOException e) {
      known = List.of(); // loading tells which file cannot be read
    }
    return PemFiles.load(files);
  }

  /**
   * Looks at the files. What cannot be used is told in the log, once, and the certificate stays as
   * it was.
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
    known = now;
    try {
      server.reloadTls(PemFiles.load(files));
      LOG.log(Level.INFO, "The certificate was renewed from {0}", files.certificate());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The certificate was not renewed: {0}", e.getMessage());
    }
  }
}
