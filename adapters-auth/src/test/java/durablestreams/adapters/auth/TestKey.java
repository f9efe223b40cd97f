package durablestreams.adapters.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens with the JDK alone, so that a fault of the token library does not hide itself. */
public final class TestKey {

  private interface Signer {
    byte[] sign(byte[] input) throws GeneralSecurityException;
  }

  private final String algorithm;
  private final String id;
  private final String jwk;
  private final Signer signer;
  private final Map<String, String> signed = new ConcurrentHashMap<>();

  private TestKey(String algorithm, String id, String jwk, Signer signer) {
    this.algorithm = algorithm;
    this.id = id;
    this.jwk = jwk;
    this.signer = signer;
  }

  public static TestKey secret(String secret) {
    return new TestKey(
        "HS256",
        "",
        "{\"kty\":\"oct\",\"k\":\"%s\"}".formatted(base64(secret.getBytes(UTF_8))),
        input -> {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
          return mac.doFinal(input);
        });
  }

  static TestKey rsa(String id, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return pair(
        "RS256",
        id,
        "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
            .formatted(
                base64(bytes(key.getModulus(), 0)), base64(bytes(key.getPublicExponent(), 0))),
        "SHA256withRSA",
        pair);
  }

  static TestKey ec(String id) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return pair(
        "ES256",
        id,
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\""
            .formatted(
                base64(bytes(key.getW().getAffineX(), 32)),
                base64(bytes(key.getW().getAffineY(), 32))),
        "SHA256withECDSAinP1363Format",
        pair);
  }

  static TestKey ed25519(String id) throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return pair(
        "EdDSA",
        id,
        "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"".formatted(base64(x)),
        "Ed25519",
        pair);
  }

  private static TestKey pair(
      String algorithm, String id, String members, String signature, KeyPair pair) {
    return new TestKey(
        algorithm,
        id,
        "{%s,\"kid\":\"%s\"}".formatted(members, id),
        input -> {
          Signature sign = Signature.getInstance(signature);
          sign.initSign(pair.getPrivate());
          sign.update(input);
          return sign.sign();
        });
  }

  /** The public half as a member of a key set. */
  String jwk() {
    return jwk;
  }

  /** The public half with more members, such as {@code "use":"enc"}. */
  String jwkWith(String members) {
    return jwk.substring(0, jwk.length() - 1) + "," + members + "}";
  }

  static String set(String... jwks) {
    return "{\"keys\":[" + String.join(",", jwks) + "]}";
  }

  static String set(TestKey... keys) {
    return set(Arrays.stream(keys).map(TestKey::jwk).toArray(String[]::new));
  }

  /** A token with a header that tells the truth; the same text each time, as a client sends it. */
  public String token(String claims) {
    String kid = id.isEmpty() ? "" : ",\"kid\":\"%s\"".formatted(id);
    return signed.computeIfAbsent(
        claims, c -> token("{\"alg\":\"%s\"%s}".formatted(algorithm, kid), c));
  }

  /** A token with any header. */
  String token(String header, String claims) {
    return token(header.getBytes(UTF_8), claims.getBytes(UTF_8));
  }

  String token(byte[] header, byte[] claims) {
    String input = base64(header) + "." + base64(claims);
    try {
      return input + "." + base64(signer.sign(input.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Unsigned, big-endian, at least {@code size} bytes. */
  private static byte[] bytes(BigInteger number, int size) {
    byte[] signed = number.toByteArray();
    byte[] plain = signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    byte[] out = new byte[Math.max(size, plain.length)];
    System.arraycopy(plain, 0, out, out.length - plain.length, plain.length);
    return out;
  }
}
