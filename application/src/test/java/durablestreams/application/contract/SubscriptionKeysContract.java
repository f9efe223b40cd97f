package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.SubscriptionKeys.WorkerToken;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Contract of every {@link SubscriptionKeys}. */
public abstract class SubscriptionKeysContract {

  private static final Pattern HEADER =
      Pattern.compile("t=(\\d+),kid=(ds_[A-Za-z0-9_-]+),ed25519=([A-Za-z0-9_-]+)");

  /** The time that the keys see. */
  protected static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  protected static final WorkerToken TOKEN =
      new WorkerToken(
          "sub \"1\" ü", -5, 7, 1_767_225_600_000_000L, Instant.parse("2026-01-01T01:00:00Z"));

  protected abstract SubscriptionKeys keys();

  @Test
  void aWebhookIsSignedByThePublishedKey() throws GeneralSecurityException {
    SubscriptionKeys keys = keys();
    byte[] body = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(verified(keys.jwks(), keys.sign(body), body)).isTrue();
    assertThat(verified(keys.jwks(), keys.sign(body), new byte[] {1})).isFalse();
    assertThat(keys.sign(body))
        .startsWith("t=" + NOW.getEpochSecond() + ",kid=" + keys.activeKeyId() + ",");
  }

  /** Whether the header is a signature of the body by the key that it names. */
  protected static boolean verified(String jwks, String header, byte[] body)
      throws GeneralSecurityException {
    Matcher parts = HEADER.matcher(header);
    assertThat(parts.matches()).as(header).isTrue();
    Matcher jwk =
        Pattern.compile("\"kid\":\"" + parts.group(2) + "\".*?\"x\":\"([^\"]+)\"").matcher(jwks);
    assertThat(jwk.find()).as("%s has %s", jwks, parts.group(2)).isTrue();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(publicKey(Base64.getUrlDecoder().decode(jwk.group(1))));
    signature.update((parts.group(1) + ".").getBytes(StandardCharsets.US_ASCII));
    signature.update(body);
    return signature.verify(Base64.getUrlDecoder().decode(parts.group(3)));
  }

  private static PublicKey publicKey(byte[] littleEndian) throws GeneralSecurityException {
    byte[] y = new byte[littleEndian.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = littleEndian[y.length - 1 - i];
    }
    boolean odd = (y[0] & 0x80) != 0;
    y[0] &= 0x7f;
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
  }

  @Test
  void aTokenSaysWhatItWasMadeOf() {
    SubscriptionKeys keys = keys();
    assertThat(keys.verify(keys.token(TOKEN))).contains(TOKEN);
  }

  @Test
  void whatWasNotSignedHereIsNoToken() {
    SubscriptionKeys keys = keys();
    String token = keys.token(TOKEN);
    String other =
        keys.token(new WorkerToken("sub-2", 1, 2, 3, Instant.parse("2026-01-01T01:00:00Z")));
    String mixed = other.substring(0, other.indexOf('.')) + token.substring(token.indexOf('.'));
    for (String wrong :
        new String[] {"", ".", "a.b", token.substring(1), token + "A", mixed, "ü.ü"}) {
      assertThat(keys.verify(wrong)).as(wrong).isEmpty();
    }
  }
}
