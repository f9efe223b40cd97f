package durablestreams.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The protocol's reference server on Node, at the version that {@code benchmarks/node} pins.
 *
 * @param name short name
 * @param files whether streams go to files; otherwise they stay in memory
 * @param workshop where processes live
 */
public record NodeTarget(String name, boolean files, Workshop workshop) implements Target {

  @Override
  public String description() {
    return "the Node reference server, " + (files ? "files" : "in memory");
  }

  @Override
  public Set<Feature> features() {
    Set<Feature> features = EnumSet.complementOf(EnumSet.of(Feature.TIERED, Feature.SUBSCRIPTIONS));
    if (!files) {
      features.remove(Feature.RESTART);
    }
    return features;
  }

  @Override
  public RunningServer start(Map<String, String> settings) throws IOException {
    Path home = workshop.root().resolve("benchmarks/node");
    if (!Files.isDirectory(home.resolve("node_modules"))) {
      throw new IOException("the Node server is not installed; run npm ci in " + home);
    }
    Path folder = workshop.folder(name);
    int port = ServerProcess.freePort();
    Map<String, String> environment =
        Map.of(
            "PORT",
            Integer.toString(port),
            "DATA",
            files ? ServerProcess.data(folder).toString() : "");
    List<String> command = List.of("node", home.resolve("server.mjs").toString());
    return ServerProcess.start(workshop.children(), folder, port, command, environment);
  }
}
