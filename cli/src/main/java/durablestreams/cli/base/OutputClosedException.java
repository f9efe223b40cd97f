package durablestreams.cli.base;

/** End of a command whose output is not read any more, as by {@code head}. */
public final class OutputClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputClosedException() {
    super("the output was closed");
  }
}
