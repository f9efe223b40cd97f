package apikey;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.contract.AccessPolicyContract;
import durablestreams.domain.stream.StreamPath;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeyPolicyTest extends AccessPolicyContract {

  @Override
  protected AccessPolicy policy() {
    return new ApiKeyPolicyProvider()
        .create(Map.of("AUTH_API_KEYS", "k1=acme, k2=umbrella"), InstantSource.system());
  }

  @Override
  protected String header() {
    return "X-API-Key";
  }

  private Access append(String stream, String key) {
    return policy()
        .decide(
            new AccessRequest(Action.APPEND, new StreamPath(stream), name -> Optional.of(key)));
  }

  @Test
  void aKeyIsForTheStreamsOfItsTenant() {
    assertThat(append("acme/orders", "k1"))
        .isEqualTo(new Access.Granted(new Caller("acme", "acme", Caller.NEVER)));
    assertThat(append("umbrella/orders", "k1")).isInstanceOf(Access.Forbidden.class);
    assertThat(append("acme/orders", "k3"))
        .isInstanceOfSatisfying(
            Access.Refused.class, refused -> assertThat(refused.status()).isEqualTo(403));
  }
}
