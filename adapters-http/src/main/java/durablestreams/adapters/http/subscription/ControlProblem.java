package durablestreams.adapters.http.subscription;

/** Refusal of a request about a subscription, always in JSON. */
final class ControlProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ControlCode code;
  private final String members;

  /**
   * @param sentence one line that says what is wrong and what would be right
   */
  ControlProblem(ControlCode code, String sentence) {
    this(code, sentence, "");
  }

  /**
   * @param members further members of the error in JSON, each after a comma
   */
  ControlProblem(ControlCode code, String sentence, String members) {
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
    StringBuilder json = new StringBuilder("{\"error\":{\"code\":\"").append(code.name());
    json.append("\",\"message\":");
    SubscriptionJson.quote(json, String.valueOf(getMessage()));
    return json.append(members).append("}}").toString();
  }
}
