package durablestreams.bootstrap.reload;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Credentials;
import durablestreams.application.access.ReadScope;
import java.util.Optional;

/** Access policy that can be replaced by one that guards reads as the first one did. */
public final class ReloadableAccess implements AccessPolicy {

  /** A policy, and how many there were before it. */
  private record Version(AccessPolicy policy, long number) {}

  private volatile Version current;
  private final boolean guardsReads;
  private final boolean hasPublicReads;

  public ReloadableAccess(AccessPolicy policy) {
    this.current = new Version(policy, 0);
    this.guardsReads = policy.guardsReads();
    this.hasPublicReads = policy.hasPublicReads();
  }

  /** Replaces the policy; returns false, and closes the new one, if caches would be wrong then. */
  public boolean replace(AccessPolicy newPolicy) {
    if (newPolicy.guardsReads() != guardsReads || newPolicy.hasPublicReads() != hasPublicReads) {
      newPolicy.close();
      return false;
    }
    Version before = current;
    current = new Version(newPolicy, before.number() + 1);
    before.policy().close();
    return true;
  }

  @Override
  public Access decide(AccessRequest request) {
    return current.policy().decide(request);
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
    return current.policy().readable(credentials);
  }

  @Override
  public Optional<ReadScope> readable(String grantee) {
    return current.policy().readable(grantee);
  }

  @Override
  public long grantsRevision() {
    Version now = current;
    return (now.number() << Integer.SIZE) + now.policy().grantsRevision();
  }

  @Override
  public void close() {
    current.policy().close();
  }
}
