package durablestreams.adapters.http.errors;

import durablestreams.adapters.http.headers.FieldName;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a request early: what the client is told, and nothing else. It carries no stack trace, since
 * nothing in the server is wrong.
 */
public final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A field that goes with the answer. */
  public record Extra(FieldName name, String value) {}

  private final ErrorCode code;
  private final transient List<Extra> extras = new ArrayList<>(2);

  /**
   * @param sentence one line that says what is wrong and what would be right
   */
  public HttpProblem(ErrorCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  public HttpProblem with(FieldName name, String value) {
    extras.add(new Extra(name, value));
    return this;
  }

  public ErrorCode code() {
    return code;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }

  public List<Extra> extras() {
    return extras;
  }
}
