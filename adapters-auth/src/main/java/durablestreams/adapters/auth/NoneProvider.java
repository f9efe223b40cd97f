package durablestreams.adapters.auth;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import java.time.InstantSource;
import java.util.Map;

/** {@code AUTH=none}: everybody who can reach the server may do everything. */
public final class NoneProvider implements AccessPolicyProvider {

  @Override
  public String name() {
    return "none";
  }

  @Override
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    return AccessPolicy.open();
  }
}
