package durablestreams.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Electric's server in Rust, as its defaults have it: every append on disk before its answer. Its
 * binary is built elsewhere, by {@code cargo install durable-streams}.
 *
 * @param name short name
 * @param tuned whether it has the checkpoints and threads that its guide to tuning asks for
 * @param binary the program
 * @param workshop where processes live
 */
public record NativeTarget(String name, boolean tuned, Path binary, Workshop workshop)
    implements Target {

  /** What WAL_TUNING.md beside its source says for one disk. */
  private static final List<String> TUNING =
      List.of("--wal-checkpoint-wal-bytes", "1073741824", "--wal-checkpoint-interval-ms", "60000");

  @Override
  public String description() {
    return "Electric's server in Rust, fsync on" + (tuned ? ", tuned by its guide" : "");
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.complementOf(EnumSet.of(Feature.TIERED, Feature.SUBSCRIPTIONS));
  }

  @Override
  public RunningServer start(Map<String, String> settings) throws IOException {
    if (!Files.isExecutable(binary)) {
      throw new IOException(
          binary + " is no program; give the binary of the native server as --native=FILE");
    }
    Path folder = workshop.folder(name);
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>(List.of(binary.toAbsolutePath().toString()));
    command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--data-dir", ServerProcess.data(folder).toString()));
    if (tuned) {
      command.addAll(TUNING);
      int processors = Runtime.getRuntime().availableProcessors();
      command.addAll(List.of("--worker-threads", Integer.toString(processors)));
    }
    return ServerProcess.start(workshop.children(), folder, port, command, Map.of());
  }
}
