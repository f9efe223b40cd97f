package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.ask;
import static durablestreams.adapters.auth.Ask.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.access.Credentials;
import durablestreams.application.contract.AccessPolicyContract;
import durablestreams.application.provider.ProviderSetting;
import durablestreams.application.provider.ProviderSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A policy that the server does not come with, found on the class path and named by a setting. */
class CustomPolicyTest extends AccessPolicyContract {

  @Override
  protected AccessPolicy policy() {
    return Ask.policy(
        new ManualClock(), Map.of("AUTH", "api-key", "AUTH_API_KEYS", "k1=acme, k2=umbrella"));
  }

  @Override
  protected String header() {
    return "X-API-Key";
  }

  @Test
  void decides() {
    AccessPolicy policy = policy();
    Credentials acme = Ask.header("X-API-Key", "k1");
    assertThat(ask(policy, Action.APPEND, "acme/orders", acme))
        .isEqualTo(new Access.Granted(new Caller("acme", "acme", Caller.NEVER)));
    assertThat(word(ask(policy, Action.READ, "umbrella/orders", acme))).isEqualTo("403");
    assertThat(word(ask(policy, Action.DELETE, "acme/orders", acme))).isEqualTo("403");
    assertThat(word(ask(policy, Action.READ, "acme/orders", Ask.header("X-API-Key", "k3"))))
        .isEqualTo("401");
    assertThat(word(ask(policy, Action.READ, "acme/orders", Credentials.NONE))).isEqualTo("401");
  }

  @Test
  void isListedWithThoseThatAreBuiltIn() {
    AccessPolicies policies = AccessPolicies.onClassPath();
    assertThat(policies.names()).containsExactly("api-key", "none", "policy", "token");
    assertThat(policies.settings())
        .extracting(ProviderSetting::name)
        .contains("AUTH_API_KEYS", "AUTH_TOKEN", "READ_JWT_SECRET", "AUTH_POLICY_FILE");
  }

  @Test
  void saysWhatIsWrongWithItsSettings() {
    assertThatThrownBy(() -> Ask.policy(new ManualClock(), Map.of("AUTH", "api-key")))
        .isInstanceOf(ProviderSettingsException.class)
        .hasMessage("AUTH_API_KEYS must be key=tenant pairs, such as k1=acme");
  }
}
