package durablestreams.adapters.admin;

/** Exception that ends a request with an error answer. */
final class AdminProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  AdminProblem(int status, String code, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
    this.code = code;
  }

  AdminResponse response() {
    return AdminResponse.error(status, code, String.valueOf(getMessage()));
  }
}
