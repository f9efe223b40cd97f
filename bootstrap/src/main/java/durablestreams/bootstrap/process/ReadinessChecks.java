package durablestreams.bootstrap.process;

import durablestreams.server.assembly.OpenStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What keeps a server from being ready while it runs. */
public final class ReadinessChecks {

  private ReadinessChecks() {}

  /**
   * The checks, each empty while nothing is wrong.
   *
   * @param folder of the data, if they are on a disk
   * @param node of the node, if the server is one
   */
  public static List<Supplier<String>> of(
      OpenStore store, Optional<Path> folder, Optional<Supplier<String>> node) {
    List<Supplier<String>> checks = new ArrayList<>();
    checks.add(() -> {
      String problem = store.store().problem();
      return problem.isEmpty() ? "" : "the store fails: " + problem;
    });
    folder.ifPresent(data -> checks.add(new DiskSpace(data)::problem));
    node.ifPresent(checks::add);
    return checks;
  }
}
