package durablestreams.adapters.http.cluster;

import org.jspecify.annotations.Nullable;

/** The connection to the leader broke while it had a change, which it may have made. */
public final class UnknownOutcomeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownOutcomeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
