package durablestreams.benchmarks.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A small probe of what one durable write costs in a folder: 4 KiB written and forced, in a file
 * that is large enough already. A file that grows costs about twice as much; SQLite writes over its
 * log from the start again and again, so it pays that only once.
 */
public final class FsyncProbe {

  private static final int WRITES = 200;
  private static final int BLOCK_BYTES = 4096;

  private FsyncProbe() {}

  /** Measures the disk under a folder, in well under a second on any usual disk. */
  public static Latencies measure(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "fsync-probe", ".tmp");
    Latencies latencies = new Latencies();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(WRITES * BLOCK_BYTES));
      channel.force(true);
      channel.position(0);
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
      for (int i = 0; i < WRITES; i++) {
        long start = System.nanoTime();
        channel.write(block.clear());
        channel.force(false);
        latencies.record(System.nanoTime() - start);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return latencies;
  }
}
