package durablestreams.application.access;

import java.util.Optional;

/**
 * Authorization policy for operations on streams. The server calls it once per request, and again
 * for the source when the request creates a fork, and for the wake stream when it creates or
 * confirms a pull-wake subscription. It does so before it looks the stream up, so a refusal never
 * reveals whether a stream exists.
 *
 * <p>Implementations are safe for use by many threads. {@link #decide} runs on the virtual thread
 * of the request: it may block for a short and bounded time. It is on the path of every append, so
 * cache expensive results. It never throws because of client input: invalid credentials are {@link
 * Access.Unauthenticated}. An exception is a fault of the policy: the request fails without effect.
 *
 * <p>Take the time from the {@link java.time.InstantSource} that {@link
 * AccessPolicyProvider#create} was given.
 */
public interface AccessPolicy extends AutoCloseable {

  /** The answer for this request, now. */
  Access decide(AccessRequest request);

  /** Whether some reads are refused to some callers. The value never changes. */
  boolean guardsReads();

  /**
   * Whether {@link #decide} grants some reads to {@linkplain Access.Granted#everyone everyone}. The
   * server warns at start when it is set up for shared caches and no answer may be kept in one. A
   * policy that guards some reads and grants others to everyone overrides this.
   */
  default boolean hasPublicReads() {
    return !guardsReads();
  }

  /**
   * The streams that a caller with these credentials may read, for a subscription that it creates
   * or links. Asked only after {@link Action#SUBSCRIBE} was granted. A policy that grants {@link
   * Action#READ} to some callers on some streams overrides this: a subscription shows the names and
   * the offsets of its streams.
   */
  default ReadScope readable(Credentials credentials) {
    return ReadScope.ALL;
  }

  /**
   * The streams that a caller may read by the grants that hold now, for the subscriptions that it
   * has created; empty if that cannot be told, so that what was granted stays.
   *
   * @param grantee the {@link ReadScope#grantee} of that time
   */
  default Optional<ReadScope> readable(String grantee) {
    return Optional.empty();
  }

  /**
   * A number that changes when the answers of {@link #readable(String)} may have changed. It is
   * asked for every few seconds.
   */
  default long grantsRevision() {
    return 0;
  }

  /** Releases resources such as connections; called once, at shutdown. */
  @Override
  default void close() {}

  /** The policy of a server that trusts every client that can reach it. */
  static AccessPolicy open() {
    return new OpenAccess();
  }
}
