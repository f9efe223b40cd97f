package durablestreams.fuzzing;

/** A rule that an input broke. */
public final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1;

  private Broken(String message) {
    super(message);
  }

  /** Throws unless the rule holds. */
  public static void unless(boolean holds, String rule, Object... values) {
    if (!holds) {
      throw new Broken(rule.formatted(values));
    }
  }
}
