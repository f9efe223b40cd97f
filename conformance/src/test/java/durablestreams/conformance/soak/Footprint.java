package durablestreams.conformance.soak;

import durablestreams.conformance.harness.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Resources of a server process at a moment.
 *
 * @param heap bytes of live objects, after a full collection
 * @param descriptors open files and sockets
 * @param threads threads of the operating system
 * @param folder bytes of all files in the data folder, the archive and the registry among them
 */
record Footprint(long heap, long descriptors, long threads, long folder) {

  private static final String TOTAL = "Total ";

  /** The footprint now; the process must be running. */
  static Footprint of(ServerProcess process) throws IOException {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    long descriptors;
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      descriptors = open.count();
    }
    long threads =
        Files.readAllLines(proc.resolve("status")).stream()
            .filter(line -> line.startsWith("Threads:"))
            .mapToLong(line -> Long.parseLong(line.substring("Threads:".length()).strip()))
            .findFirst()
            .orElseThrow();
    return new Footprint(liveBytes(process.pid()), descriptors, threads, bytesIn(process.data()));
  }

  /** The sum of a histogram of live objects, for which the JVM collects garbage first. */
  private static long liveBytes(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(List.of(jcmd, Long.toString(pid), "GC.class_histogram"))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      return lines
          .lines()
          .filter(line -> line.startsWith(TOTAL))
          .mapToLong(line -> Long.parseLong(line.strip().split(" +")[2]))
          .findFirst()
          .orElseThrow(() -> new IOException("no histogram of process " + pid));
    }
  }

  private static long bytesIn(Path folder) throws IOException {
    AtomicLong bytes = new AtomicLong();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException removed) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException removed) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes.get();
  }
}
