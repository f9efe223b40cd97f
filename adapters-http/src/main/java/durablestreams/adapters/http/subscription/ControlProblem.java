package durablestreams.adapters.http.subscription;

import durablestreams.application.json.JsonWriter;
import java.util.function.Consumer;

/** Refusal of a request about a subscription, always in JSON. */
final class ControlProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ControlCode code;
  private final transient Consumer<JsonWriter> members;

  /**
   * @param sentence one line that says what is wrong and what would be right
   */
  ControlProblem(ControlCode code, String sentence) {
    this(code, sentence, json -> {});
  }

  /**
   * @param members adds further members of the error
   */
  ControlProblem(ControlCode code, String sentence, Consumer<JsonWriter> members) {
    super(sentence, null, false, false);
    this.code = code;
    this.members = members;
  }

  static ControlProblem invalid(String sentence) {
    return new ControlProblem(ControlCode.INVALID_REQUEST, sentence);
  }

  static ControlProblem notFound() {
    return new ControlProblem(
        ControlCode.SUBSCRIPTION_NOT_FOUND, "there is no such subscription: create it with PUT");
  }

  ControlCode code() {
    return code;
  }

  String json() {
    JsonWriter json = new JsonWriter().beginObject().name("error").beginObject();
    json.member("code", code.name()).member("message", String.valueOf(getMessage()));
    members.accept(json);
    return json.endObject().endObject().toString();
  }
}
