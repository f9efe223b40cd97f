package durablestreams.adapters.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import durablestreams.adapters.auth.token.SignedToken;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Immutable set of the public keys of token issuers. A new instance means changed keys: results
 * cached for another instance are invalid.
 */
public final class KeySet {

  /** The most keys that a set may have. */
  public static final int MAX_KEYS = 64;

  /** The most keys that are tried for a token that names none. */
  private static final int MAX_TRIED = 4;

  /** No keys, because none are configured. */
  static final KeySet EMPTY = new KeySet(List.of());

  /** No keys, because they could not be had. */
  public static final KeySet UNAVAILABLE = new KeySet(List.of());

  private final List<VerificationKey> keys;

  private KeySet(List<VerificationKey> keys) {
    this.keys = keys;
  }

  /**
   * The keys of a JSON Web Key set (RFC 7517) that can be used here; others are left out.
   *
   * @throws IllegalArgumentException with a clause that says why there are none
   */
  public static KeySet parse(byte[] json) {
    List<VerificationKey> usable = new ArrayList<>();
    try {
      List<JWK> keys = JWKSet.parse(new String(json, StandardCharsets.UTF_8)).getKeys();
      if (keys.size() > MAX_KEYS) {
        throw new IllegalArgumentException("has more than " + MAX_KEYS + " keys");
      }
      for (JWK key : keys) {
        if (key.isPrivate()) {
          throw new IllegalArgumentException(
              "has a private or secret key; only public ones belong here");
        }
        VerificationKey.of(key).ifPresent(usable::add);
      }
    } catch (ParseException | JOSEException | IllegalStateException e) {
      throw new IllegalArgumentException("is not a JSON Web Key set", e);
    }
    if (usable.isEmpty()) {
      throw new IllegalArgumentException(
          "has no key for signatures with RS256 (at least %d bits), ES256 or EdDSA (Ed25519)"
              .formatted(VerificationKey.MIN_RSA_BITS));
    }
    return new KeySet(List.copyOf(usable));
  }

  /** The keys that the token may have been signed with. */
  public List<VerificationKey> suiting(SignedToken token) {
    return keys.stream().filter(key -> key.suits(token)).limit(MAX_TRIED).toList();
  }
}
