package durablestreams.server.assembly;

/**
 * Failure because the server cannot start, though its settings are right. The message is one
 * sentence.
 */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
