package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.contract.AccessPolicyContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The contract of a policy, for each that is built in. */
class ContractTest {

  @Nested
  class None extends AccessPolicyContract {
    @Override
    protected AccessPolicy policy() {
      return Ask.policy(new ManualClock(), Map.of("AUTH", "none"));
    }
  }

  @Nested
  class Token extends AccessPolicyContract {
    @Override
    protected AccessPolicy policy() {
      return Ask.policy(
          new ManualClock(), Map.of("AUTH_TOKEN", "somebody", "READ_JWT_SECRET", SECRET));
    }
  }

  @Nested
  class WritesOnly extends AccessPolicyContract {
    @Override
    protected AccessPolicy policy() {
      return Ask.policy(new ManualClock(), Map.of("AUTH_TOKEN", "somebody"));
    }
  }

  @Nested
  class Policy extends AccessPolicyContract {
    @Override
    protected AccessPolicy policy() {
      return Ask.policy(new ManualClock(), Map.of("AUTH_JWT_SECRET", SECRET));
    }
  }
}
