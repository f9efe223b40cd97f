package durablestreams.histories.implementation;

/** placeholder. */
public final class ImplementationTests {
  private ImplementationTests() {}

  public static int run(String url, String restart) {
    return 0;
  }
}
