package durablestreams.adapters.sqlite.schema;

import java.time.Instant;

/** Instants as milliseconds since 1970, as columns hold them. */
public final class Millis {

  private Millis() {}

  /** Rounded down; instants that are too far away count as the farthest. */
  public static long of(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  public static long roundedUp(Instant instant) {
    long millis = of(instant);
    boolean cut = millis != Long.MAX_VALUE && Instant.ofEpochMilli(millis).isBefore(instant);
    return cut ? millis + 1 : millis;
  }
}
