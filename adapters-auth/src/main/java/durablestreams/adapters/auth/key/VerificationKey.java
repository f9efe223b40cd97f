package durablestreams.adapters.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import durablestreams.adapters.auth.token.SignedToken;
import durablestreams.adapters.auth.token.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A key that tells whether a token was signed by its owner, with the one algorithm it is for. */
public final class VerificationKey {

  /** RFC 7518 asks for keys of this size at least. */
  static final int MIN_RSA_BITS = 2_048;

  public static final int MIN_SECRET_BYTES = 32;

  private interface Check {
    boolean holds(SignedToken token) throws JOSEException;
  }

  private final TokenAlgorithm algorithm;
  private final Optional<String> id;
  private final Check check;

  private VerificationKey(TokenAlgorithm algorithm, Optional<String> id, Check check) {
    this.algorithm = algorithm;
    this.id = id;
    this.check = check;
  }

  /**
   * The key for HS256.
   *
   * <p>The library refuses secrets below {@value #MIN_SECRET_BYTES} bytes. HMAC fills a short one
   * up with zeros by definition (RFC 2104), so doing it here changes no signature; a client that
   * accepts short secrets decides so.
   */
  public static VerificationKey secret(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    try {
      return by(
          TokenAlgorithm.HS256,
          Optional.empty(),
          new MACVerifier(Arrays.copyOf(bytes, Math.max(bytes.length, MIN_SECRET_BYTES))));
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of enough bytes is a key", e);
    }
  }

  /**
   * The key that a member of a key set describes; empty when it is not for checking signatures, or
   * of a kind or size that is not used here.
   */
  static Optional<VerificationKey> of(JWK jwk) throws JOSEException {
    if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return Optional.empty();
    }
    Optional<String> id = Optional.ofNullable(jwk.getKeyID());
    Optional<VerificationKey> key =
        switch (jwk) {
          case RSAKey rsa when rsa.size() >= MIN_RSA_BITS ->
              Optional.of(by(TokenAlgorithm.RS256, id, new RSASSAVerifier(rsa)));
          case ECKey ec when ec.getCurve().equals(Curve.P_256) ->
              Optional.of(by(TokenAlgorithm.ES256, id, new ECDSAVerifier(ec)));
          case OctetKeyPair okp when okp.getCurve().equals(Curve.Ed25519) ->
              Ed25519Key.of(okp.getDecodedX())
                  .map(ed -> new VerificationKey(TokenAlgorithm.EdDSA, id, ed::verifies));
          default -> Optional.empty();
        };
    return key.filter(k -> jwk.getAlgorithm() == null || k.isFor(jwk.getAlgorithm().getName()));
  }

  private static VerificationKey by(
      TokenAlgorithm algorithm, Optional<String> id, JWSVerifier verifier) {
    JWSHeader header = new JWSHeader(algorithm.jws());
    return new VerificationKey(
        algorithm, id, token -> verifier.verify(header, token.signingInput(), token.signature()));
  }

  private boolean isFor(String algorithmName) {
    return TokenAlgorithm.named(algorithmName).filter(algorithm::equals).isPresent();
  }

  /** Whether the token says that it was signed with this key, or does not say with which. */
  boolean suits(SignedToken token) {
    return algorithm == token.algorithm() && (token.keyId().isEmpty() || token.keyId().equals(id));
  }

  /** Whether the signature of the token was made with this key. */
  public boolean verifies(SignedToken token) {
    try {
      return algorithm == token.algorithm() && check.holds(token);
    } catch (JOSEException e) {
      return false;
    }
  }
}
