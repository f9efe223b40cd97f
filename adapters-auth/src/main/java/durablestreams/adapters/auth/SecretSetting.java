package durablestreams.adapters.auth;

import durablestreams.adapters.auth.key.VerificationKey;
import durablestreams.adapters.auth.settings.GivenSettings;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The settings with the secrets of HS256 tokens, and whether short ones are accepted. */
final class SecretSetting {

  static final ProviderSetting ALLOW_WEAK =
      new ProviderSetting(
          "AUTH_ALLOW_WEAK_SECRETS",
          "Accept HS256 secrets of fewer than 32 bytes; for tests.",
          false,
          "`off`");

  private SecretSetting() {}

  /**
   * The key that a setting holds, if it is given. A short secret can be found offline by anyone who
   * holds one token.
   */
  static Optional<VerificationKey> key(GivenSettings given, String setting) {
    boolean weakAllowed = given.on(ALLOW_WEAK.name());
    Optional<String> secret = given.text(setting);
    if (!weakAllowed && secret.filter(SecretSetting::isWeak).isPresent()) {
      throw new ProviderSettingsException(
          "%s must have at least %d bytes, such as what openssl rand -base64 32 prints; %s=on accepts fewer"
              .formatted(setting, VerificationKey.MIN_SECRET_BYTES, ALLOW_WEAK.name()));
    }
    return secret.map(VerificationKey::secret);
  }

  private static boolean isWeak(String secret) {
    return secret.getBytes(StandardCharsets.UTF_8).length < VerificationKey.MIN_SECRET_BYTES;
  }
}
