package durablestreams.cli.base;

/** Failure of a command, with the one line that is printed and the exit code. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String code;

  /**
   * A failure.
   *
   * @param code word for scripts, such as the server's error code
   * @param message one line that says what is wrong and what would be right
   */
  public CliException(ExitCode exitCode, String code, String message) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }

  /** A command line that cannot be carried out. */
  public static CliException usage(String message) {
    return new CliException(ExitCode.WRONG_USAGE, "usage", message);
  }

  /** Something outside that is in the way, such as a file that cannot be read. */
  public static CliException failed(String code, String message) {
    return new CliException(ExitCode.FAILED, code, message);
  }

  /** The same failure, with more to say about it. */
  public CliException and(String more) {
    return new CliException(exitCode, code, getMessage() + "; " + more);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String code() {
    return code;
  }

  /** The line to print. */
  public String line() {
    return String.valueOf(getMessage());
  }
}
