package durablestreams.adapters.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Ed25519 key that webhooks are signed with from an instant on.
 *
 * @param id {@code ds_} and the thumbprint of the public key (RFC 7638)
 * @param x the public key, as JWKs write it
 */
record SigningKey(String id, String x, PrivateKey secret, String text, Instant activeFrom) {

  private static final String ALGORITHM = "Ed25519";
  private static final int KEY_BYTES = 32;
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  /** A new key. */
  static SigningKey generate(Instant activeFrom) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      Base64.Encoder base64 = Base64.getEncoder();
      return parse(
          base64.encodeToString(pair.getPrivate().getEncoded())
              + "\n"
              + base64.encodeToString(pair.getPublic().getEncoded())
              + "\n",
          activeFrom);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java without Ed25519", e);
    }
  }

  /**
   * The key with this text: the private key in PKCS #8, then the public one in X.509, each a line
   * of base64.
   *
   * @throws IllegalArgumentException when it is none
   */
  static SigningKey parse(String text, Instant activeFrom) {
    List<String> lines = text.lines().toList();
    if (lines.size() != 2) {
      throw new IllegalArgumentException("a key has two lines");
    }
    try {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      Base64.Decoder base64 = Base64.getDecoder();
      PrivateKey secret =
          factory.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines.getFirst())));
      EdECPublicKey open =
          (EdECPublicKey)
              factory.generatePublic(new X509EncodedKeySpec(base64.decode(lines.getLast())));
      String x = URL.encodeToString(encoded(open));
      return new SigningKey("ds_" + thumbprint(x), x, secret, text, activeFrom);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot be read: " + e.getMessage(), e);
    }
  }

  /** The point as RFC 8032 writes it: y in little endian, and the sign of x in the last bit. */
  private static byte[] encoded(EdECPublicKey key) {
    byte[] bigEndian = key.getPoint().getY().toByteArray();
    byte[] out = new byte[KEY_BYTES];
    for (int i = 0; i < bigEndian.length && i < KEY_BYTES; i++) {
      out[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (key.getPoint().isXOdd()) {
      out[KEY_BYTES - 1] |= (byte) 0x80;
    }
    return out;
  }

  private static String thumbprint(String x) throws GeneralSecurityException {
    String json = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.US_ASCII));
    return URL.encodeToString(hash);
  }

  /** The signature over {@code <seconds>.<body>}, in base64url. */
  String sign(long seconds, byte[] body) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      signature.update(body);
      return URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a webhook cannot be signed", e);
    }
  }

  String jwk() {
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"EdDSA\",\"x\":\"%s\"}"
        .formatted(id, x);
  }

  @Override
  public String toString() {
    return "SigningKey[" + id + " from " + activeFrom + "]";
  }
}
