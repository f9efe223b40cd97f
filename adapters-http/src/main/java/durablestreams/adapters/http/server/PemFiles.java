package durablestreams.adapters.http.server;

import durablestreams.adapters.http.settings.TlsSettings;
import io.helidon.common.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
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
   * What the files hold now.
   *
   * @param leaf the server's own certificate
   */
  record Loaded(Tls tls, X509Certificate leaf) {}

  /**
   * Reads both files, and checks that the key belongs to the certificate.
   *
   * @throws IllegalArgumentException with a sentence when they cannot be used
   */
  static Loaded load(TlsSettings settings) {
    List<X509Certificate> chain = chain(settings.certificate());
    PrivateKey key = privateKey(settings.privateKey());
    X509Certificate leaf = chain.getFirst();
    if (!isPair(leaf.getPublicKey(), key)) {
      throw new IllegalArgumentException(
          "the private key in %s (TLS_KEY) does not belong to the first certificate in %s (TLS_CERT)"
              .formatted(settings.privateKey(), settings.certificate()));
    }
    return new Loaded(Tls.builder().privateKey(key).privateKeyCertChain(chain).build(), leaf);
  }

  private static boolean isPair(PublicKey publicKey, PrivateKey privateKey) {
    if (publicKey instanceof RSAKey one && privateKey instanceof RSAKey other) {
      return one.getModulus().equals(other.getModulus());
    }
    String algorithm = privateKey instanceof ECKey ? "SHA256withECDSA" : "EdDSA";
    byte[] text = "pair".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(privateKey);
      signing.update(text);
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(publicKey);
      verifying.update(text);
      return verifying.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false; // keys of different kinds or curves
    }
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
        throw new IllegalArgumentException(file + " (TLS_CERT) holds no certificate in PEM form");
      }
      return chain;
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + " (TLS_CERT) holds no certificates in PEM form", e);
    } catch (IOException e) {
      throw unreadable(file, "TLS_CERT", e);
    }
  }

  private static IllegalArgumentException unreadable(Path file, String setting, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "permission denied";
          default -> Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
        };
    return new IllegalArgumentException(
        "%s (%s) cannot be read: %s".formatted(file, setting, reason), e);
  }

  private static PrivateKey privateKey(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      int begin = text.indexOf(KEY_BEGIN);
      int end = text.indexOf(KEY_END);
      if (begin < 0 || end < begin) {
        throw new IllegalArgumentException(
            file + " (TLS_KEY) holds no private key in PKCS #8 PEM form (" + KEY_BEGIN + ")");
      }
      byte[] encoded =
          Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
      return privateKey(file, new PKCS8EncodedKeySpec(encoded));
    } catch (IOException e) {
      throw unreadable(file, "TLS_KEY", e);
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
    throw new IllegalArgumentException(
        file + " (TLS_KEY) holds a private key that is not EC, RSA or EdDSA");
  }
}
