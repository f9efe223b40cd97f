package durablestreams.adapters.auth.key;

import durablestreams.adapters.auth.token.SignedToken;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An Ed25519 public key. The JDK checks its signatures; the token library would want one more
 * library for it.
 */
final class Ed25519Key {

  /** What comes before the 32 bytes of the key in its X.509 form (RFC 8410, 4). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  private final PublicKey key;

  private Ed25519Key(PublicKey key) {
    this.key = key;
  }

  /** The key with these bytes; empty when they are none. */
  static Optional<Ed25519Key> of(byte[] x) {
    if (x.length != KEY_BYTES) {
      return Optional.empty();
    }
    byte[] encoded = new byte[X509_PREFIX.length + KEY_BYTES];
    System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
    System.arraycopy(x, 0, encoded, X509_PREFIX.length, KEY_BYTES);
    try {
      return Optional.of(
          new Ed25519Key(
              KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded))));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  boolean verifies(SignedToken token) {
    byte[] signature = token.signature().decode();
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(token.signingInput());
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
