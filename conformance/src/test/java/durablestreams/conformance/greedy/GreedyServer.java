package durablestreams.conformance.greedy;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.StreamServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The packaged server with default settings and a heap of 128 MiB, and what its memory holds. */
final class GreedyServer implements AutoCloseable {
  private static final String HEAP = "-Xmx128m";

  /** More options for the JVM, such as those that write a heap dump, separated by spaces. */
  private static final String MORE_OPTIONS = System.getProperty("greedy.java-options", "");

  private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /** In the output of a server whose heap was exhausted, also where no memory was left to log. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("OutOfMemoryError|ended by an error");

  /** Enough of a stack trace to see what could not be allocated, and for what. */
  private static final int LINES = 25;

  private final ServerProcess process = ServerProcess.start(command());

  private static ServerCommand command() {
    return ServerCommand.store("sqlite")
        .asInstalled()
        .javaOptions((HEAP + " " + MORE_OPTIONS).trim().split(" +"));
  }

  StreamServer http() {
    return process.server();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  boolean serves() {
    try {
      return isAlive() && http().request("GET", "/health").send().status() == 200;
    } catch (RuntimeException e) {
      return false;
    }
  }

  void restart() {
    process.stop();
    process.restart();
  }

  String output() {
    return process.output();
  }

  /** The lines of the output that tell of an exhausted heap, and some after them; or none. */
  String outOfMemory() {
    String output = output();
    Matcher found = OUT_OF_MEMORY.matcher(output);
    return found.find()
        ? output.substring(found.start()).lines().limit(LINES).collect(Collectors.joining("\n"))
        : "";
  }

  /** The objects of the heap that are reachable, by class. Empty if the server does not answer. */
  Optional<String> histogram() {
    try {
      Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
      Path answer = Files.createTempFile("histogram", ".txt");
      try {
        Process asking =
            new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        if (!asking.waitFor(20, TimeUnit.SECONDS)) {
          asking.destroyForcibly();
          return Optional.empty();
        }
        return asking.exitValue() == 0 ? Optional.of(Files.readString(answer)) : Optional.empty();
      } finally {
        Files.delete(answer);
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The bytes of all objects of a histogram. */
  static long bytesOf(String histogram) {
    Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
    return total.find() ? Long.parseLong(total.group(1)) : 0;
  }

  /** Resident bytes now ({@code VmRSS}) or at most so far ({@code VmHWM}); 0 if not known. */
  long resident(String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith(field + ":")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      // The process is gone, or this is not Linux.
    }
    return 0;
  }

  @Override
  public void close() {
    process.close();
  }
}
