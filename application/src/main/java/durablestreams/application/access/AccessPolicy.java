package durablestreams.application.access;

/**
 * Decides who may do what to which stream. The server asks it once for every request, and a second
 * time for the source when the request creates a fork; it asks before it looks at the stream, so a
 * refusal never tells whether one exists.
 *
 * <p>Implementations are safe for use by many threads. {@link #decide} runs on the virtual thread
 * of the request: it may block for a short and bounded time, and it is on the path of every append,
 * so keep what was expensive to find out. It never throws for what a client sent: bad credentials
 * are {@link Access.Unauthenticated}. An exception is a fault of the policy; the request fails and
 * nothing is done.
 *
 * <p>Take the time from the {@link java.time.InstantSource} that {@link
 * AccessPolicyProvider#create} was given.
 */
public interface AccessPolicy extends AutoCloseable {

  /** The answer for this request, now. */
  Access decide(AccessRequest request);

  /**
   * Whether some reads are refused to some callers. Answers are then never marked {@code public}
   * for shared caches, since a cache does not ask the policy. Fixed for the life of the policy.
   */
  boolean guardsReads();

  /** Gives back what the policy holds, such as connections; called once, at the end. */
  @Override
  default void close() {}

  /** The policy of a server that trusts everybody who can reach it. */
  static AccessPolicy open() {
    return new OpenAccess();
  }
}
