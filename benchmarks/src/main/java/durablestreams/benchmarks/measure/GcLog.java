package durablestreams.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The garbage collection log of a JVM under test, read for one thing: how much of the heap was
 * still in use after each pause. That, and not what is used at some moment, shows a leak.
 */
public final class GcLog {

  private static final Pattern AFTER_PAUSE =
      Pattern.compile("Pause .* \\d+([KMG])->(\\d+)([KMG])\\(");

  private GcLog() {}

  /** The option that makes a JVM write such a log. */
  public static String option(Path file) {
    return "-Xlog:gc:file=" + file + ":uptime:filecount=0";
  }

  /** Heap in use after each pause, in MiB, oldest first; empty when there is no log. */
  public static List<Double> heapAfterPauses(Path file) {
    List<Double> heap = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = AFTER_PAUSE.matcher(line);
        if (matcher.find()) {
          heap.add(mib(Long.parseLong(matcher.group(2)), matcher.group(3)));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return heap;
  }

  private static double mib(long value, String unit) {
    return switch (unit) {
      case "K" -> value / 1024.0;
      case "G" -> value * 1024.0;
      default -> value;
    };
  }
}
