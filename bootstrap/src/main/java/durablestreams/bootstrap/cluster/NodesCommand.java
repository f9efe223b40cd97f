package durablestreams.bootstrap.cluster;

import durablestreams.adapters.http.cluster.HttpPeers;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.replication.digest.ReplicaComparison;
import durablestreams.application.replication.digest.ReplicaComparison.Finding;
import durablestreams.application.replication.digest.ReplicaComparison.Outcome;
import durablestreams.application.replication.level.LevelRaise;
import durablestreams.bootstrap.process.CommandOutput;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.server.assembly.StartException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The commands {@code verify-nodes} and {@code raise-level}, while the nodes run. */
public final class NodesCommand {

  private static final int LEAST_NODES = 2;

  private final Settings settings;
  private final InstantSource clock;
  private final CommandOutput out;

  public NodesCommand(Settings settings, InstantSource clock, CommandOutput out) {
    this.settings = settings;
    this.clock = clock;
    this.out = out;
  }

  /**
   * Compares the nodes: false when one differs from the others, or was not compared.
   *
   * @param words of the command line: the command, and then the URLs of the nodes
   */
  public boolean verify(List<String> words) {
    Set<String> addresses = addresses(words);
    if (addresses.size() < LEAST_NODES) {
      throw new SettingsException(
          "verify-nodes takes the URLs of two nodes or more, as their ADVERTISE says");
    }
    try (HttpPeers peers = Node.peers(settings, clock)) {
      Outcome outcome =
          new ReplicaComparison(peers, addresses)
              .run(items -> out.progress(items + " streams and subscriptions compared"));
      outcome.nodes().forEach(this::print);
      out.result(json(outcome));
      return outcome.same();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Raises the feature level of the log to the highest one that all nodes read: false when that is
   * not the highest one that any of them reads.
   *
   * @param words as for {@link #verify}
   */
  public boolean raise(List<String> words) {
    Set<String> addresses = addresses(words);
    if (addresses.isEmpty()) {
      throw new SettingsException(
          "raise-level takes the URLs of all nodes of the cluster, as their ADVERTISE says");
    }
    try (HttpPeers peers = Node.peers(settings, clock)) {
      LevelRaise.Result result = new LevelRaise(peers, addresses).run();
      out.line(
          result.raised()
              ? "The feature level is %d from here on".formatted(result.level())
              : result.problems().isEmpty()
                  ? "The feature level is %d, as before: no node reads more"
                      .formatted(result.level())
                  : "Nothing was raised");
      result.problems().forEach(out::line);
      JsonWriter json = new JsonWriter().beginObject().member("level", result.level());
      json.member("raised", result.raised()).name("problems").beginArray();
      result.problems().forEach(json::value);
      out.result(json.endArray().endObject());
      return result.problems().isEmpty();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static StartException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StartException("The command was interrupted: repeat it", e);
  }

  private Set<String> addresses(List<String> words) {
    if (settings.find(ClusterCatalog.CLUSTER_SECRET).isEmpty()) {
      throw new SettingsException(
          "%s needs %s and %s, as the nodes have them"
              .formatted(
                  words.getFirst(),
                  CommitLogs.COMMIT_LOG.variable(),
                  ClusterCatalog.CLUSTER_SECRET.variable()));
    }
    Set<String> addresses = new LinkedHashSet<>();
    words.stream().skip(1).forEach(url -> addresses.add(address(url)));
    return addresses;
  }

  private static String address(String url) {
    URI uri = new SettingType.Url().parse(url).orElse(null);
    if (uri == null) {
      throw new SettingsException(
          "%s is not the URL of a node, such as http://node1.example.com:4437"
              .formatted(SettingsException.printable(url)));
    }
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private void print(Finding node) {
    String name = node.name().isEmpty() ? "" : " (" + node.name() + ")";
    if (node.same()) {
      out.line(
          "%s%s has the same state as the others, at position %d"
              .formatted(node.address(), name, node.position()));
    }
    node.differences().forEach(each -> out.line(node.address() + name + ": " + each));
  }

  private static JsonWriter json(Outcome outcome) {
    JsonWriter json = new JsonWriter().beginObject().member("same", outcome.same());
    json.member("items", outcome.items()).name("nodes").beginArray();
    for (Finding node : outcome.nodes()) {
      json.beginObject().member("address", node.address()).member("node", node.name());
      json.member("position", node.position()).name("differences").beginArray();
      node.differences().forEach(json::value);
      json.endArray().endObject();
    }
    return json.endArray().endObject();
  }
}
