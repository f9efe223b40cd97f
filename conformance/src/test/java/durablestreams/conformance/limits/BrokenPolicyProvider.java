package durablestreams.conformance.limits;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.access.AccessRequest;
import java.time.InstantSource;
import java.util.Map;

/** A policy with a fault in it, which shows what becomes of faults. */
public final class BrokenPolicyProvider implements AccessPolicyProvider {
  static final String SECRET_OF_THE_FAULT = "what only the log may tell";

  @Override
  public String name() {
    return "broken";
  }

  @Override
  public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
    return new AccessPolicy() {
      @Override
      public Access decide(AccessRequest request) {
        throw new IllegalStateException(SECRET_OF_THE_FAULT);
      }

      @Override
      public boolean guardsReads() {
        return true;
      }
    };
  }
}
