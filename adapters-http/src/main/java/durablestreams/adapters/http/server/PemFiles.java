package durablestreams.adapters.http.server;

import durablestreams.adapters.http.settings.TlsSettings;
import io.helidon.common.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** The certificate and key of the server, read from PEM files. */
final class PemFiles {

  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private PemFiles() {}

  /**
   * TLS with what the files hold now.
   *
   * @throws IllegalArgumentException with a sentence when they hold something else
   */
  static Tls load(TlsSettings settings) {
    return Tls.builder()
        .privateKey(privateKey(settings.privateKey()))
        .privateKeyCertChain(chain(settings.certificate()))
        .build();
  }

  /** Something that changes when one of the files does. */
  static List<Object> version(TlsSettings settings) throws IOException {
    return List.of(
        Files.getLastModifiedTime(settings.certificate()),
        Files.size(settings.certificate()),
        Files.getLastModifiedTime(settings.privateKey()),
        Files.size(settings.privateKey()));
  }

  private static List<X509Certificate> chain(Path file) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IllegalArgumentException(file + " holds no certificate in PEM form");
      }
      return chain;
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + " holds no certificates in PEM form", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    }
  }

  private static PrivateKey privateKey(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      int begin = text.indexOf(KEY_BEGIN);
      int end = text.indexOf(KEY_END);
      if (begin < 0 || end < begin) {
        throw new IllegalArgumentException(
            file + " holds no private key in PKCS #8 PEM form (" + KEY_BEGIN + ")");
      }
      byte[] encoded =
          Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
      return privateKey(file, new PKCS8EncodedKeySpec(encoded));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    }
  }

  private static PrivateKey privateKey(Path file, PKCS8EncodedKeySpec spec) {
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Not a key of this kind; the next may fit.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalArgumentException(file + " holds a private key that is not EC, RSA or EdDSA");
  }
}
