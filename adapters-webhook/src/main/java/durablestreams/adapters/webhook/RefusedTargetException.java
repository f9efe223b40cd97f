package durablestreams.adapters.webhook;

/** Refusal of a target, with one line that says why. */
final class RefusedTargetException extends Exception {
  private static final long serialVersionUID = 1;

  RefusedTargetException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
