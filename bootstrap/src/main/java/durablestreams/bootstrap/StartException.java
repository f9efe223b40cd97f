package durablestreams.bootstrap;

/** The server cannot start, though its settings are right. The message is one sentence. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
