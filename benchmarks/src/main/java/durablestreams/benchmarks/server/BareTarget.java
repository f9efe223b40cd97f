package durablestreams.benchmarks.server;

import durablestreams.benchmarks.bare.BareServer;
import durablestreams.benchmarks.measure.GcLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ceiling: {@link BareServer} in a process of its own.
 *
 * @param jvmOptions options of the JVM
 * @param workshop where processes live
 */
public record BareTarget(List<String> jvmOptions, Workshop workshop) implements Target {

  @Override
  public String name() {
    return "bare";
  }

  @Override
  public String description() {
    return "a bare Helidon handler that stores nothing: the ceiling";
  }

  @Override
  public Set<Feature> features() {
    // What it sends depends on the name of a stream alone, so it holds the same after a start.
    return EnumSet.of(Feature.APPEND, Feature.READ, Feature.SSE, Feature.PROCESS, Feature.RESTART);
  }

  @Override
  public RunningServer start(Map<String, String> settings) throws IOException {
    Path folder = workshop.folder(name());
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>();
    command.add(Workshop.java());
    command.addAll(jvmOptions);
    command.add(GcLog.option(ServerProcess.gcLog(folder)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BareServer.class.getName());
    command.add(Integer.toString(port));
    return ServerProcess.start(workshop.children(), folder, port, command, Map.of());
  }
}
