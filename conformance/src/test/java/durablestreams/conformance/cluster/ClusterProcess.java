package durablestreams.conformance.cluster;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Three nodes, each a process of the packaged server, on one log of an engine. */
final class ClusterProcess implements AutoCloseable {

  static final int NODES = 3;
  static final Duration FAILOVER_AFTER = Duration.ofSeconds(2);

  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final String SECRET = "a secret for tests, of 32 characters or more";
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"(n\\d)\"");

  private final Duration failoverAfter;
  private final List<ClusterNetwork> networks = new ArrayList<>();
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<ServerCommand> commands = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** Starts the nodes, and returns when they agree on a leader. */
  ClusterProcess(ClusterEngine engine, String log, String... more) {
    this(engine, log, FAILOVER_AFTER, more);
  }

  ClusterProcess(ClusterEngine engine, String log, Duration failoverAfter, String... more) {
    this.failoverAfter = failoverAfter;
    for (int i = 0; i < NODES; i++) {
      ClusterNetwork network = new ClusterNetwork(engine);
      networks.add(network);
      ServerCommand command =
          ServerCommand.of(
                  "--archive=none",
                  "--node=n" + i,
                  "--advertise=http://127.0.0.1:" + network.peerPort(),
                  "--failover-after=" + failoverAfter.toMillis() + "ms")
              .env("CLUSTER_SECRET", SECRET)
              .with(more);
      commands.add(engine.configure(command, log, network.enginePorts()));
      ServerProcess node = ServerProcess.launched(commands.getLast());
      nodes.add(node);
      network.leadTo(node.port());
    }
    boolean started = false;
    try {
      nodes.forEach(ServerProcess::awaitListening);
      awaitLeader();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  Duration failoverAfter() {
    return failoverAfter;
  }

  /** Starts a node that was stopped, with more settings. */
  void restart(int node, String... more) {
    commands.set(node, commands.get(node).with(more));
    node(node).restart(commands.get(node));
  }

  /** Runs a command with the settings of a node. */
  ServerProcess.Finished run(int node, String... words) {
    return ServerProcess.run(commands.get(node).with(words).with("--data=" + node(node).data()));
  }

  /** Compares the state of the nodes. */
  ServerProcess.Finished verify() {
    List<String> words = new ArrayList<>(List.of("verify-nodes"));
    words.addAll(urls());
    return run(0, words.toArray(String[]::new));
  }

  List<ServerProcess> nodes() {
    return nodes;
  }

  ServerProcess node(int i) {
    return nodes.get(i);
  }

  /** The network of a node. */
  ClusterNetwork network(int i) {
    return networks.get(i);
  }

  /** One of the nodes that do not lead. */
  int follower(Random random) {
    return (awaitLeader() + 1 + random.nextInt(NODES - 1)) % NODES;
  }

  List<String> urls() {
    return nodes.stream().map(node -> "http://127.0.0.1:" + node.port()).toList();
  }

  /** The number of the node that all that live name as the leader; waits until there is one. */
  int awaitLeader() {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (true) {
      List<Optional<Integer>> said =
          nodes.stream().filter(ServerProcess::isAlive).map(this::leaderAt).distinct().toList();
      if (said.size() == 1
          && said.getFirst().isPresent()
          && node(said.getFirst().get()).isAlive()) {
        return said.getFirst().get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no leader after " + BOUND + ":\n" + output());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private Optional<Integer> leaderAt(ServerProcess node) {
    Matcher leader = LEADER.matcher(status(node));
    return leader.find() ? Optional.of(leader.group(1).charAt(1) - '0') : Optional.empty();
  }

  private String status(ServerProcess node) {
    URI uri = URI.create("http://127.0.0.1:" + node.port() + "/status");
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What all nodes printed. */
  String output() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      all.append("--- n").append(i).append('\n').append(node(i).output());
    }
    return all.toString();
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
    networks.forEach(ClusterNetwork::close);
    client.close();
  }
}
