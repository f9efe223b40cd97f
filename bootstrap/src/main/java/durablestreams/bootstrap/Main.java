package durablestreams.bootstrap;

/** The command line of the server. */
public final class Main {
  private static final String USAGE =
      """
      Usage: java -jar bootstrap.jar [option]

        --help     Print this text.
        --version  Print the version.\
      """;

  private Main() {}

  /** Answers {@code --version} and {@code --help}; anything else is refused with exit status 2. */
  public static void main(String[] args) {
    switch (args.length == 1 ? args[0] : "") {
      case "--version" -> System.out.println("durable-streams " + Version.current());
      case "--help" -> System.out.println(USAGE);
      default -> {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
  }
}
