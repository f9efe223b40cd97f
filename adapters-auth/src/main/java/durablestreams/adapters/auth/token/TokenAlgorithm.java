package durablestreams.adapters.auth.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A way of signing tokens that this server knows; there is no other, {@code none} least of all.
 *
 * <p>The algorithm of a token decides which kind of key is looked at, and a key serves one
 * algorithm only, so a public key is never taken for a secret.
 */
public enum TokenAlgorithm {
  HS256,
  RS256,
  ES256,
  EdDSA;

  public JWSAlgorithm jws() {
    return JWSAlgorithm.parse(name());
  }

  /** The one with this name in a token. RFC 9864 says Ed25519 for what RFC 8037 calls EdDSA. */
  public static Optional<TokenAlgorithm> named(String name) {
    String wanted = name.equals("Ed25519") ? "EdDSA" : name;
    return Arrays.stream(values()).filter(a -> a.name().equals(wanted)).findFirst();
  }

  public static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
