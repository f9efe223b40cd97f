package durablestreams.benchmarks.server;

import durablestreams.benchmarks.measure.GcLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * This project's server, from its packaged jar. With the store {@code sqlite} every append is on
 * disk before its answer; the ahead-of-time cache is used when the build left one beside the jar.
 *
 * @param name short name
 * @param store value of {@code STORE}
 * @param archives whether segments are moved to files
 * @param jar the packaged server
 * @param jvmOptions options of the JVM, such as {@code -Xmx512m}
 * @param workshop where processes live
 */
public record OurTarget(
    String name,
    String store,
    boolean archives,
    Path jar,
    List<String> jvmOptions,
    Workshop workshop)
    implements Target {

  @Override
  public String description() {
    return "this server, store "
        + store
        + (durable() ? ", fsync on" : "")
        + (durable() && !archives ? ", no archive" : "");
  }

  @Override
  public Set<Feature> features() {
    Set<Feature> features = EnumSet.allOf(Feature.class);
    if (!durable()) {
      features.remove(Feature.RESTART);
    }
    if (!archives) {
      features.remove(Feature.TIERED);
    }
    return features;
  }

  @Override
  public RunningServer start(Map<String, String> settings) throws IOException {
    if (!Files.exists(jar)) {
      throw new IOException(jar + " is missing; build it with ./mvnw package, or give --jar=");
    }
    Path folder = workshop.folder(name);
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>();
    command.add(Workshop.java());
    command.addAll(aheadOfTimeCache());
    command.addAll(jvmOptions);
    command.add(GcLog.option(ServerProcess.gcLog(folder)));
    command.addAll(List.of("-jar", jar.toString()));
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("HOST", "127.0.0.1");
    environment.put("PORT", Integer.toString(port));
    environment.put("STORE", store);
    environment.put("DATA", ServerProcess.data(folder).toString());
    if (!archives) {
      environment.put("ARCHIVE", "none");
    }
    return ServerProcess.start(workshop.children(), folder, port, command, environment);
  }

  private boolean durable() {
    return store.equals("sqlite");
  }

  /** The options with which {@code ./serve} uses its cache; an empty file means there is none. */
  private List<String> aheadOfTimeCache() throws IOException {
    Path cache = jar.resolveSibling("bootstrap.aot");
    return Files.exists(cache) && Files.size(cache) > 0
        ? List.of(
            "-XX:AOTCache=" + cache,
            "-Xlog:aot=off",
            "-Xlog:cds=off",
            "-XX:CompileThresholdScaling=4")
        : List.of();
  }
}
