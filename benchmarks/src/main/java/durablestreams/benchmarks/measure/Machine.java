package durablestreams.benchmarks.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The facts about a machine without which no figure of a benchmark means anything. */
public final class Machine {

  private Machine() {}

  /** Facts by name, in the order in which a reader wants them. */
  public static Map<String, String> facts(Path dataFolder) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "cores", Runtime.getRuntime().availableProcessors() + " (server and generator share)");
    facts.put("processor", field("/proc/cpuinfo", "model name\\s*: (.*)"));
    facts.put("memory", memory());
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("JDK", System.getProperty("java.vm.version"));
    facts.put("Node", output("node", "--version"));
    facts.put("commit", output("git", "describe", "--always", "--dirty"));
    Latencies fsync = FsyncProbe.measure(dataFolder);
    facts.put(
        "fsync of 4 KiB",
        String.format(
            Locale.ROOT, "%.3f ms median, %.3f ms p99", fsync.millis(0.5), fsync.millis(0.99)));
    facts.put(
        "load average before",
        String.format(
            Locale.ROOT,
            "%.1f",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return facts;
  }

  private static String memory() {
    String kib = field("/proc/meminfo", "MemTotal:\\s+(\\d+) kB");
    return kib.equals("unknown") ? kib : Math.round(Long.parseLong(kib) / 1048576.0) + " GiB";
  }

  private static String field(String file, String pattern) {
    try {
      Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
      return matcher.find() ? matcher.group(1).strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes()).strip();
      boolean ended = process.waitFor(5, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? text : "unknown";
    } catch (IOException e) {
      return "none";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
