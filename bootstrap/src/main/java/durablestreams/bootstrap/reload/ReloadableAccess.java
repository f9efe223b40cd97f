package durablestreams.bootstrap.reload;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Credentials;
import durablestreams.application.access.ReadScope;

/** Access policy that can be replaced by one that guards reads as the first one did. */
public final class ReloadableAccess implements AccessPolicy {

  private volatile AccessPolicy policy;
  private final boolean guardsReads;
  private final boolean hasPublicReads;

  public ReloadableAccess(AccessPolicy policy) {
    this.policy = policy;
    this.guardsReads = policy.guardsReads();
    this.hasPublicReads = policy.hasPublicReads();
  }

  /** Replaces the policy; returns false, and closes the new one, if caches would be wrong then. */
  public boolean replace(AccessPolicy newPolicy) {
    if (newPolicy.guardsReads() != guardsReads || newPolicy.hasPublicReads() != hasPublicReads) {
      newPolicy.close();
      return false;
    }
    AccessPolicy before = policy;
    policy = newPolicy;
    before.close();
    return true;
  }

  @Override
  public Access decide(AccessRequest request) {
    return policy.decide(request);
  }

  @Override
  public boolean guardsReads() {
    return guardsReads;
  }

  @Override
  public boolean hasPublicReads() {
    return hasPublicReads;
  }

  @Override
  public ReadScope readable(Credentials credentials) {
    return policy.readable(credentials);
  }

  @Override
  public void close() {
    policy.close();
  }
}
