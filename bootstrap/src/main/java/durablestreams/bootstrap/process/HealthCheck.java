package durablestreams.bootstrap.process;

import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Check of the running server with the same settings on this machine, for supervisors in images
 * that have no other program.
 */
public final class HealthCheck {

  private static final int TIMEOUT_MILLIS = 5_000;

  private static final byte[] REQUEST =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final String OK = "HTTP/1.1 200 ";

  private final String host;
  private final int port;
  private final Optional<Path> certificate;

  /**
   * @throws SettingsException when the settings do not say which port the server listens on
   */
  public HealthCheck(Settings settings) {
    host = settings.get(ServerCatalog.HOST);
    port = settings.get(ServerCatalog.PORT);
    certificate = settings.find(ServerCatalog.TLS_CERT);
    if (port == 0) {
      throw new SettingsException("health needs the port of the server: PORT is 0, any free one");
    }
  }

  /** The problem, in one line; empty when the server answers. */
  public Optional<String> problem() {
    try (Socket plain = new Socket()) {
      plain.connect(address(), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      Socket socket = certificate.isPresent() ? secure(plain, certificate.get()) : plain;
      socket.getOutputStream().write(REQUEST);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String status = in.readLine();
      return status != null && status.startsWith(OK)
          ? Optional.empty()
          : Optional.of("The server answered " + status);
    } catch (IOException | GeneralSecurityException e) {
      return Optional.of("No answer from %s:%d: %s".formatted(host, port, e.getMessage()));
    }
  }

  /** A server that listens on all interfaces is asked on the loopback one. */
  private InetSocketAddress address() throws IOException {
    InetAddress listening = InetAddress.getByName(host);
    return new InetSocketAddress(
        listening.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listening, port);
  }

  /** A connection to the server that has this certificate, whatever its name is. */
  private static Socket secure(Socket plain, Path certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("own-" + trusted.size(), each);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context
        .getSocketFactory()
        .createSocket(plain, "localhost", plain.getPort(), /* autoClose= */ true);
  }
}
