package durablestreams.application;

/**
 * Something the server depends on does not work at present: its disk, its archive. Nothing is wrong
 * with the request, and trying again later may help. The message is for the log; it may name files.
 */
public class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
