package durablestreams.conformance.greedy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of one run.
 *
 * @param liveHeap bytes of reachable objects while the crowd was there; 0 if not known
 * @param outOfMemory what the server wrote of an exhausted heap; empty if nothing
 * @param missing bytes of acknowledged appends that were not read back
 */
record GreedyReport(
    String scenario,
    SteadyReport steady,
    Tally crowd,
    boolean alive,
    boolean serving,
    String outOfMemory,
    long liveHeap,
    long resident,
    long mostResident,
    String missing) {

  /** What was not held; empty if all was. */
  List<String> faults(Duration slowestAllowed) {
    var faults = new ArrayList<String>();
    if (!alive) {
      faults.add("the process ended");
    } else if (!serving) {
      faults.add("the server does not answer");
    }
    if (!outOfMemory.isEmpty()) {
      faults.add("out of memory: " + outOfMemory);
    }
    if (steady.failed() > 0) {
      faults.add(steady.failed() + " requests of the well-behaved client failed");
    }
    if (steady.slowest().compareTo(slowestAllowed) > 0) {
      faults.add("a request of the well-behaved client took " + millis(steady.slowest()));
    }
    if (!missing.isEmpty()) {
      faults.add(missing);
    }
    return faults;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-16s requests %,d, failed %d%s, slowest %s, p99 %s; crowd %s; live heap %s, RSS %s, most"
            + " %s; out of memory: %s%s",
        scenario,
        steady.requests(),
        steady.failed(),
        steady.failed() == 0 ? "" : " " + steady.failures(),
        millis(steady.slowest()),
        millis(steady.quantile(0.99)),
        crowd,
        mebibytes(liveHeap),
        mebibytes(resident),
        mebibytes(mostResident),
        outOfMemory.isEmpty() ? "no" : "YES",
        alive ? "" : "; ENDED");
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%,d ms", duration.toMillis());
  }

  private static String mebibytes(long bytes) {
    return bytes == 0 ? "-" : (bytes >> 20) + " MiB";
  }
}
