package durablestreams.conformance.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The commands of {@code ./cluster}: a cluster on this machine, to try it out. */
public final class ClusterMain {

  private final LocalCluster cluster;

  private ClusterMain(LocalCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Does one command.
   *
   * @param arguments the folder of the cluster, its engine, the command, and a node for some
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    ClusterMain main = new ClusterMain(new LocalCluster(Path.of(words.getFirst()), words.get(1)));
    String command = words.size() > 2 ? words.get(2) : "start";
    Optional<String> node = words.stream().skip(3).findFirst();
    boolean known = node.isEmpty() || LocalCluster.NODES.contains(node.get());
    switch (known ? command : "") {
      case "start" -> main.start(node);
      case "status" -> main.status();
      case "kill-leader" -> main.killLeader();
      case "verify" -> System.exit(main.cluster.verify());
      case "stop" -> main.stop(node);
      default -> {
        System.err.println(
            "usage: ./cluster [--engine=postgres|kafka]"
                + " [start [NODE]|status|verify|kill-leader|stop [NODE]]");
        System.err.println("NODE is one of " + String.join(", ", LocalCluster.NODES));
        System.exit(2);
      }
    }
  }

  private void start(Optional<String> node) throws IOException {
    cluster.startEngine();
    List<String> nodes = node.map(List::of).orElse(LocalCluster.NODES);
    for (String each : nodes) {
      cluster.startNode(each);
    }
    cluster.awaitLeader(nodes);
    status();
  }

  private void status() throws IOException {
    System.out.println("engine: " + (cluster.running("engine").isPresent() ? "runs" : "stopped"));
    for (String node : LocalCluster.NODES) {
      Optional<String> status = cluster.status(node);
      String said =
          status
              .map(text -> text.replaceAll("(?s).*\"cluster\":\\{([^}]*)}.*", "$1"))
              .orElse("does not run");
      System.out.println(node + " " + LocalCluster.url(node) + "/v1/stream/  " + said);
    }
  }

  private void killLeader() throws IOException {
    String leader = cluster.awaitLeader(List.of());
    Optional<ProcessHandle> process = cluster.running(leader);
    if (process.isEmpty()) {
      throw new IllegalStateException("the leader " + leader + " was not started by ./cluster");
    }
    process.get().destroyForcibly();
    long killed = System.nanoTime();
    String survivor =
        LocalCluster.NODES.stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
    System.out.println("killed " + leader + ", writing at " + survivor);
    String stream = "failover-" + System.currentTimeMillis();
    while (!cluster.write(survivor, stream)) {
      if (System.nanoTime() - killed > Duration.ofMinutes(1).toNanos()) {
        throw new IllegalStateException("no write succeeded within a minute");
      }
    }
    System.out.printf("a write succeeded after %.1f s%n", (System.nanoTime() - killed) / 1e9);
    status();
    System.out.println("start it again: ./cluster start " + leader);
  }

  private void stop(Optional<String> node) throws IOException, InterruptedException {
    for (String each : node.map(List::of).orElse(LocalCluster.NODES)) {
      cluster.stop(each);
    }
    if (node.isEmpty()) {
      cluster.stop("engine");
    }
  }
}
