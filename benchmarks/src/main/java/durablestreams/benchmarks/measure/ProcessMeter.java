package durablestreams.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Processor time and memory of a process as Linux tells them under {@code /proc}. A process that is
 * gone, or a system without {@code /proc}, reads as 0.
 */
public final class ProcessMeter {

  private static final double TICKS_PER_SECOND = 100;

  private final String pid;
  private double cpuAtStart;
  private long startedAt;

  private ProcessMeter(String pid) {
    this.pid = pid;
    start();
  }

  /** A meter of another process. */
  public static ProcessMeter of(long pid) {
    return new ProcessMeter(Long.toString(pid));
  }

  /** A meter of this process. */
  public static ProcessMeter self() {
    return new ProcessMeter("self");
  }

  /** Begins a measurement of processor time. */
  public void start() {
    startedAt = System.nanoTime();
    cpuAtStart = cpuSeconds();
  }

  /** Cores kept busy, on average, since the last {@link #start}. */
  public double cores() {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    return seconds <= 0 ? 0 : (cpuSeconds() - cpuAtStart) / seconds;
  }

  /** Processor time used so far, in seconds. */
  public double cpuSeconds() {
    String stat = read("stat");
    // The command's name is in parentheses and may hold spaces: count fields from behind it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
    return fields.length < 13
        ? 0
        : (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory now, in MiB. */
  public double residentMib() {
    return statusMib("VmRSS");
  }

  /** The most resident memory so far, in MiB. */
  public double peakMib() {
    return statusMib("VmHWM");
  }

  private double statusMib(String field) {
    Matcher matcher = Pattern.compile(field + ":\\s+(\\d+) kB").matcher(read("status"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", pid, file));
    } catch (IOException e) {
      return "";
    }
  }
}
