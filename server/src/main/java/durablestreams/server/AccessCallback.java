package durablestreams.server;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessRequest;

/**
 * Callback that decides on each request of a client; see {@link
 * durablestreams.application.access.AccessPolicy#decide}.
 */
@FunctionalInterface
public interface AccessCallback {

  /** The answer for this request, now. */
  Access decide(AccessRequest request);
}
