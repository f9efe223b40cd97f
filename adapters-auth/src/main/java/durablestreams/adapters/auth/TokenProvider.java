package durablestreams.adapters.auth;

import durablestreams.adapters.auth.key.KeySource;
import durablestreams.adapters.auth.key.VerificationKey;
import durablestreams.adapters.auth.policy.TokenPolicy;
import durablestreams.adapters.auth.settings.GivenSettings;
import durablestreams.adapters.auth.token.BearerToken;
import durablestreams.adapters.auth.token.TokenAlgorithm;
import durablestreams.adapters.auth.verification.TokenAuthenticator;
import durablestreams.adapters.auth.verification.TokenRules;
import durablestreams.adapters.auth.verification.TokenVerifier;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Provider of {@code AUTH=token}: a bearer token guards PUT, POST and DELETE, and a JWT per session
 * guards GET and HEAD.
 */
public final class TokenProvider implements AccessPolicyProvider {

  static final String WRITE_TOKEN = "AUTH_TOKEN";
  static final String READ_SECRET = "READ_JWT_SECRET";

  @Override
  public String name() {
    return "token";
  }

  @Override
  public List<ProviderSetting> settings() {
    return List.of(
        new ProviderSetting(
            WRITE_TOKEN,
            "Bearer token required for PUT, POST and DELETE.",
            true,
            "writes are open to all"),
        new ProviderSetting(
            READ_SECRET,
            "HS256 secret of the session tokens required for GET and HEAD; at least 32 bytes.",
            true,
            "reads are open to all"),
        SecretSetting.ALLOW_WEAK);
  }

  @Override
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    GivenSettings given = new GivenSettings(settings);
    Optional<String> writeToken = given.text(WRITE_TOKEN);
    Optional<VerificationKey> readKey = SecretSetting.key(given, READ_SECRET);
    if (writeToken.isEmpty() && readKey.isEmpty()) {
      throw new ProviderSettingsException(
          "AUTH=token needs %s, %s or both".formatted(WRITE_TOKEN, READ_SECRET));
    }
    if (writeToken.filter(token -> !BearerToken.isToken(token)).isPresent()) {
      throw new ProviderSettingsException(
          WRITE_TOKEN
              + " must be visible ASCII characters without spaces, as it is sent in a header");
    }
    return new TokenPolicy(writeToken, readKey.map(key -> readers(key, clock)));
  }

  private static TokenAuthenticator<TokenPolicy, TokenPolicy.Session> readers(
      VerificationKey key, InstantSource clock) {
    TokenRules rules =
        new TokenRules(
            Set.of(TokenAlgorithm.HS256), Duration.ZERO, Optional.empty(), Optional.empty());
    TokenVerifier verifier = new TokenVerifier(rules, Optional.of(key), KeySource.none());
    return new TokenAuthenticator<>(verifier, (token, policy) -> TokenPolicy.session(token), clock);
  }
}
