package durablestreams.adapters.http.headers;

/**
 * A header field or a query parameter does not have the form it must have. The message is one line
 * for the client.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedException(String sentence) {
    super(sentence, null, false, false);
  }
}
