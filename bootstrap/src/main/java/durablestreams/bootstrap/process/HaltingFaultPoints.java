package durablestreams.bootstrap.process;

import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.settings.SettingsException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fault points that end the process as a crash would, at a place and time that a test chooses.
 *
 * <p>{@code java -Ddurablestreams.fault=AFTER_UPLOAD:3 -jar bootstrap.jar} halts when {@link
 * FaultPoint#AFTER_UPLOAD} is reached for the third time: at once, without replies, without
 * shutdown hooks, with exit code 137, the one of a process that was killed.
 */
public final class HaltingFaultPoints implements FaultPoints {

  public static final String PROPERTY = "durablestreams.fault";
  private static final int KILLED = 137;

  private final FaultPoint where;
  private final AtomicInteger left;
  private final Runnable halt;

  HaltingFaultPoints(FaultPoint where, int times, Runnable halt) {
    this.where = where;
    this.left = new AtomicInteger(times);
    this.halt = halt;
  }

  /**
   * What the value of the property asks for.
   *
   * @throws SettingsException when it is none
   */
  public static FaultPoints of(@Nullable String value) {
    return value == null ? FaultPoints.NONE : parse(value, () -> Runtime.getRuntime().halt(KILLED));
  }

  static HaltingFaultPoints parse(String value, Runnable halt) {
    int colon = value.indexOf(':');
    String name = colon < 0 ? value : value.substring(0, colon);
    String times = colon < 0 ? "1" : value.substring(colon + 1);
    return Arrays.stream(FaultPoint.values())
        .filter(point -> point.name().equals(name) && times.matches("[1-9]\\d{0,8}"))
        .map(point -> new HaltingFaultPoints(point, Integer.parseInt(times), halt))
        .findAny()
        .orElseThrow(() ->
            new SettingsException(
                "%s is %s, but must be a place such as AFTER_UPLOAD:3, of %s."
                    .formatted(PROPERTY, value, Arrays.toString(FaultPoint.values()))));
  }

  @Override
  public void reach(FaultPoint point) {
    if (point == where && left.decrementAndGet() == 0) {
      halt.run();
    }
  }
}
