package durablestreams.adapters.http.cluster.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of a file, and in those that they have signed. */
public final class PeerTrust {

  private PeerTrust() {}

  /**
   * Reads the file.
   *
   * @param file one or more X.509 certificates in PEM
   * @throws IllegalArgumentException with a sentence when it cannot be read, or has none
   */
  public static SSLContext of(Path file) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates(file)) {
        store.setCertificateEntry("node-" + number, certificate);
        number++;
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the certificates in " + file + " cannot be read", e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Collection<? extends Certificate> found;
    try (InputStream in = Files.newInputStream(file)) {
      found = factory.generateCertificates(in);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + " has something that is no certificate in PEM", e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(file + " has no certificate in PEM");
    }
    return found;
  }
}
