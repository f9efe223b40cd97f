package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.settings.PolicySettings.ALGORITHMS;
import static durablestreams.adapters.auth.settings.PolicySettings.AUDIENCE;
import static durablestreams.adapters.auth.settings.PolicySettings.CLOCK_SKEW;
import static durablestreams.adapters.auth.settings.PolicySettings.ISSUER;
import static durablestreams.adapters.auth.settings.PolicySettings.JWKS_URL;

import durablestreams.adapters.auth.settings.GivenSettings;
import durablestreams.adapters.auth.token.TokenAlgorithm;
import durablestreams.adapters.auth.verification.TokenRules;
import durablestreams.application.provider.ProviderSettingsException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The settings that say what every JWT must hold. */
final class RuleSettings {

  private static final int MAX_SKEW_SECONDS = 300;

  /** The issuer or the audience of a server that does not check it. */
  private static final String UNCHECKED = "none";

  private RuleSettings() {}

  /**
   * The rules that the settings give.
   *
   * @param secret whether there is a secret for HS256
   * @param publicKeys whether there are public keys
   */
  static TokenRules rules(GivenSettings given, boolean secret, boolean publicKeys) {
    return new TokenRules(
        algorithms(given, secret, publicKeys),
        skew(given),
        expected(given, ISSUER),
        expected(given, AUDIENCE));
  }

  /** What a claim of every token must be; empty when it is not checked. */
  private static Optional<String> expected(GivenSettings given, String setting) {
    Optional<String> value = given.text(setting);
    if (value.isEmpty() && given.has(JWKS_URL)) {
      throw new ProviderSettingsException(
          "%s needs %s and %s, as tokens for other services would count here as well; the value %s turns a check off"
              .formatted(JWKS_URL, ISSUER, AUDIENCE, UNCHECKED));
    }
    return value.filter(text -> !text.equals(UNCHECKED));
  }

  private static Set<TokenAlgorithm> algorithms(
      GivenSettings given, boolean secret, boolean publicKeys) {
    Set<TokenAlgorithm> possible = EnumSet.noneOf(TokenAlgorithm.class);
    if (secret) {
      possible.add(TokenAlgorithm.HS256);
    }
    if (publicKeys) {
      possible.addAll(EnumSet.complementOf(EnumSet.of(TokenAlgorithm.HS256)));
    }
    Optional<String> wanted = given.text(ALGORITHMS);
    if (wanted.isEmpty()) {
      return possible;
    }
    Set<TokenAlgorithm> allowed = EnumSet.noneOf(TokenAlgorithm.class);
    for (String name : wanted.get().split(",", -1)) {
      TokenAlgorithm algorithm =
          TokenAlgorithm.named(name.strip())
              .orElseThrow(() ->
                  new ProviderSettingsException(
                      "%s must be some of %s, with commas between them, not `%s`"
                          .formatted(ALGORITHMS, TokenAlgorithm.names(), name.strip())));
      if (!possible.contains(algorithm)) {
        throw new ProviderSettingsException(
            "%s has %s, but there is no key for it".formatted(ALGORITHMS, algorithm));
      }
      allowed.add(algorithm);
    }
    return allowed;
  }

  private static Duration skew(GivenSettings given) {
    String text = given.text(CLOCK_SKEW).orElse("30");
    String seconds = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
    if (!seconds.matches("\\d{1,3}") || Integer.parseInt(seconds) > MAX_SKEW_SECONDS) {
      throw new ProviderSettingsException(
          "%s must be a number of seconds from 0 to %d, such as 30s, not `%s`"
              .formatted(CLOCK_SKEW, MAX_SKEW_SECONDS, text));
    }
    return Duration.ofSeconds(Integer.parseInt(seconds));
  }
}
