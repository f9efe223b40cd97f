package durablestreams.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Live heap of a JVM under test: what remains after a full collection that is asked for. */
public final class LiveHeap {

  private static final int LIMIT_SECONDS = 30;

  private LiveHeap() {}

  /**
   * Collects all garbage of another JVM and reads from its log what was left.
   *
   * @return MiB; empty when the process is no JVM of this user, or does not answer
   */
  public static OptionalDouble mib(long pid, Path gcLog) {
    int before = GcLog.heapAfterPauses(gcLog).size();
    if (!collect(pid)) {
      return OptionalDouble.empty();
    }
    List<Double> heap = GcLog.heapAfterPauses(gcLog);
    return heap.size() > before ? OptionalDouble.of(heap.getLast()) : OptionalDouble.empty();
  }

  private static boolean collect(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
