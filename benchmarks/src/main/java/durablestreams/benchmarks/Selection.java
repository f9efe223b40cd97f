package durablestreams.benchmarks;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.server.BareTarget;
import durablestreams.benchmarks.server.NativeTarget;
import durablestreams.benchmarks.server.NodeTarget;
import durablestreams.benchmarks.server.OurTarget;
import durablestreams.benchmarks.server.Target;
import durablestreams.benchmarks.server.UrlTarget;
import durablestreams.benchmarks.server.Workshop;
import durablestreams.benchmarks.workload.Catalogue;
import durablestreams.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Choice of workloads and targets by the options.
 *
 * @param workloads in the order of the catalogue
 * @param targets the first is the one that ratios are about
 */
record Selection(List<Workload> workloads, List<Target> targets) {

  /** Names of the targets. */
  List<String> targetNames() {
    return targets.stream().map(Target::name).toList();
  }

  /** The workloads that the options pick. */
  static List<Workload> workloads(Options options) {
    Catalogue catalogue = new Catalogue(options.soak(), options.share());
    if (options.only().isEmpty()) {
      return catalogue.all().stream()
          .filter(workload -> !workload.onDemand() || options.has("soak"))
          .toList();
    }
    for (String pattern : options.only()) {
      if (catalogue.all().stream().noneMatch(workload -> matches(pattern, workload))) {
        throw new IllegalArgumentException(
            "--only: there is no workload '" + pattern + "'; --list shows them");
      }
    }
    return catalogue.all().stream()
        .filter(workload ->
            options.only().stream().anyMatch(pattern -> matches(pattern, workload))
                || (workload.onDemand() && options.has("soak")))
        .toList();
  }

  /** The targets that the options pick. */
  static List<Target> targets(Options options, Workshop workshop) {
    List<Target> targets = new ArrayList<>();
    for (String name : options.targets()) {
      targets.add(target(name, options, workshop));
    }
    options.urls().forEach((name, url) -> targets.add(new UrlTarget(name, Endpoint.of(url))));
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("--targets names none; give at least one, or --url");
    }
    if (targets.stream().map(Target::name).distinct().count() < targets.size()) {
      throw new IllegalArgumentException("two targets have the same name");
    }
    return targets;
  }

  /** The target of that name. */
  static Target target(String name, Options options, Workshop workshop) {
    Path jar = workshop.root().resolve(options.path("jar", "bootstrap/target/bootstrap.jar"));
    return switch (name) {
      case "ours" -> new OurTarget(name, "sqlite", true, jar, options.jvm(), workshop);
      case "ours-memory" -> new OurTarget(name, "memory", false, jar, options.jvm(), workshop);
      case "ours-no-archive" -> new OurTarget(name, "sqlite", false, jar, options.jvm(), workshop);
      case "bare" -> new BareTarget(options.jvm(), workshop);
      case "node" -> new NodeTarget(name, false, workshop);
      case "node-files" -> new NodeTarget(name, true, workshop);
      case "native" -> new NativeTarget(name, false, nativeServer(options, workshop), workshop);
      case "native-tuned" ->
          new NativeTarget(name, true, nativeServer(options, workshop), workshop);
      default ->
          throw new IllegalArgumentException(
              ("--targets: '%s' is none of ours, ours-memory, ours-no-archive, bare, node, node-files,"
                      + " native, native-tuned")
                  .formatted(name));
    };
  }

  private static Path nativeServer(Options options, Workshop workshop) {
    if (!options.has("native")) {
      throw new IllegalArgumentException("--targets=native needs its binary: --native=FILE");
    }
    return workshop.root().resolve(options.path("native", ""));
  }

  private static boolean matches(String pattern, Workload workload) {
    return pattern.endsWith("*")
        ? workload.name().startsWith(pattern.substring(0, pattern.length() - 1))
        : workload.name().equals(pattern);
  }
}
