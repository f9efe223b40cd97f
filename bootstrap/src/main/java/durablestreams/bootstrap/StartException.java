package durablestreams.bootstrap;

import org.jspecify.annotations.Nullable;

/** The server cannot start, though its settings are right. The message is one sentence. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
