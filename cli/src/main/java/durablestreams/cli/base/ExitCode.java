package durablestreams.cli.base;

/** The exit codes of the commands; {@code docs/cli.md} documents them. */
public enum ExitCode {
  DONE(0),
  FAILED(1),
  WRONG_USAGE(2),
  NOT_FOUND(3),
  CONFLICT(4),
  UNREACHABLE(5),
  NOT_ALLOWED(6);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
