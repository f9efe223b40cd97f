package durablestreams.adapters.auth;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import java.time.InstantSource;
import java.util.Map;

/** Provider of {@code AUTH=none}, which allows every request. */
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
