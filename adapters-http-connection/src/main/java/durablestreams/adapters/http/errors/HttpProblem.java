package durablestreams.adapters.http.errors;

import durablestreams.adapters.http.headers.FieldName;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exception that ends a request with an error answer. It carries no stack trace, because nothing in
 * the server is wrong.
 */
public final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A field that goes with the answer. */
  public record Extra(FieldName name, String value) {}

  /**
   * Answer in place of the one that the code has.
   *
   * @param body empty for none
   */
  public record Answer(Status status, byte[] body) {}

  private final ErrorCode code;
  private final transient @Nullable Answer answer;
  private final transient List<Extra> extras = new ArrayList<>(2);

  /**
   * @param sentence one line that says what is wrong and what would be right
   */
  public HttpProblem(ErrorCode code, String sentence) {
    this(code, sentence, null);
  }

  private HttpProblem(ErrorCode code, String sentence, @Nullable Answer answer) {
    super(sentence, null, false, false);
    this.code = code;
    this.answer = answer;
  }

  /**
   * A refusal that is answered otherwise than by the code and a sentence.
   *
   * @param code what it counts as
   */
  public static HttpProblem answered(ErrorCode code, Answer answer) {
    return new HttpProblem(code, "", answer);
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

  /** The answer in place of the one that the code has; {@code null} in all cases but one. */
  public @Nullable Answer answer() {
    return answer;
  }

  public List<Extra> extras() {
    return extras;
  }
}
