package durablestreams.histories.implementation;

/** Failure of a test, with what was wrong. */
final class TestFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  TestFailure(String text) {
    super(text);
  }

  /** Fails unless it holds. */
  static void unless(boolean holds, String text) {
    if (!holds) {
      throw new TestFailure(text);
    }
  }
}
