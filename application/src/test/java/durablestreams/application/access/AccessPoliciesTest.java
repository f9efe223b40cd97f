package durablestreams.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessPoliciesTest {

  /** Access policy that records the settings that it was created with. */
  private record Made(String name, Map<String, String> settings) implements AccessPolicy {
    @Override
    public Access decide(AccessRequest request) {
      return new Access.Forbidden("not asked here");
    }

    @Override
    public boolean guardsReads() {
      return true;
    }
  }

  private record Provider(String name, List<ProviderSetting> settings)
      implements AccessPolicyProvider {
    static Provider of(String name, String... settings) {
      return new Provider(
          name,
          List.of(settings).stream()
              .map(s -> new ProviderSetting(s, "A setting.", false))
              .toList());
    }

    @Override
    public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
      return new Made(name, settings);
    }
  }

  private final AccessPolicies policies =
      new AccessPolicies(
          List.of(
              Provider.of("none"),
              Provider.of("token", "AUTH_TOKEN", "READ_JWT_SECRET"),
              Provider.of("keys", "AUTH_KEYS_FILE")));

  private AccessPolicy create(Map<String, String> settings) {
    return policies.create(settings, InstantSource.system());
  }

  @Test
  void isOpenWithoutAnySetting() {
    assertThat(create(Map.of("HOST", "127.0.0.1"))).isEqualTo(new Made("none", Map.of()));
  }

  @Test
  void takesThePolicyThatIsNamedAndGivesItItsOwnSettingsOnly() {
    assertThat(create(Map.of("AUTH", "token", "AUTH_TOKEN", "t", "PORT", "1")))
        .isEqualTo(new Made("token", Map.of("AUTH_TOKEN", "t")));
  }

  @Test
  void meansThePolicyWhoseSettingsAreGiven() {
    assertThat(create(Map.of("READ_JWT_SECRET", "s")))
        .isEqualTo(new Made("token", Map.of("READ_JWT_SECRET", "s")));
  }

  @Test
  void aSettingOfSeveralPoliciesMeansNoneOfThem() {
    AccessPolicies sharing =
        new AccessPolicies(
            List.of(
                Provider.of("none"),
                Provider.of("token", "AUTH_TOKEN", "AUTH_WEAK"),
                Provider.of("keys", "AUTH_KEYS_FILE", "AUTH_WEAK")));
    assertThat(sharing.create(Map.of("AUTH_TOKEN", "t", "AUTH_WEAK", "on"), InstantSource.system()))
        .isEqualTo(new Made("token", Map.of("AUTH_TOKEN", "t", "AUTH_WEAK", "on")));
    assertThatThrownBy(() -> sharing.create(Map.of("AUTH_WEAK", "on"), InstantSource.system()))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessage("AUTH_WEAK is not used with AUTH=none: remove it, or set AUTH=keys");
  }

  @Test
  void doesNotGuessBetweenTwo() {
    assertThatThrownBy(() -> create(Map.of("AUTH_TOKEN", "t", "AUTH_KEYS_FILE", "f")))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessage(
            "there are settings for more than one access policy; say which with AUTH=keys or"
                + " AUTH=token");
  }

  @Test
  void refusesASecretThatWouldBeIgnored() {
    assertThatThrownBy(() -> create(Map.of("AUTH", "none", "AUTH_TOKEN", "t")))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessage("AUTH_TOKEN is not used with AUTH=none: remove it, or set AUTH=token");
  }

  @Test
  void saysWhichPoliciesThereAre() {
    assertThatThrownBy(() -> create(Map.of("AUTH", "jwt")))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessage("AUTH is jwt, but must be one of keys, none, token");
    assertThat(policies.names()).containsExactly("keys", "none", "token");
    assertThat(policies.settings())
        .extracting(ProviderSetting::name)
        .containsExactly("AUTH_KEYS_FILE", "AUTH_TOKEN", "READ_JWT_SECRET");
  }

  @Test
  void refusesTwoPoliciesOfOneName() {
    assertThatThrownBy(() -> new AccessPolicies(List.of(Provider.of("keys"), Provider.of("keys"))))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessageStartingWith("two access policies on the class path are named keys: ");
  }

  @Test
  void refusesANameThatIsHardToType() {
    assertThatThrownBy(() -> new AccessPolicies(List.of(Provider.of("My Keys"))))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessageContaining("small letters, digits and hyphens");
  }
}
