package durablestreams.bootstrap.cluster;

import durablestreams.adapters.http.cluster.HttpPeers;
import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.adapters.http.cluster.peer.PeerTrust;
import durablestreams.adapters.webhook.KeyFolder;
import durablestreams.adapters.webhook.KeySeal;
import durablestreams.adapters.webhook.SharedKeys;
import durablestreams.adapters.webhook.WebhookKeys;
import durablestreams.application.UnavailableException;
import durablestreams.application.background.Leadership;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.node.ClusterNode;
import durablestreams.application.replication.node.LogClock;
import durablestreams.application.replication.node.NodeServer;
import durablestreams.application.replication.node.NodeSettings;
import durablestreams.application.replication.node.NodeStatus;
import durablestreams.application.replication.node.ReplicatedStore;
import durablestreams.application.replication.node.ReplicatedSubscriptions;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.bootstrap.settings.ClusterCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.server.assembly.CloseStack;
import durablestreams.server.assembly.NodeParts;
import durablestreams.server.assembly.OpenStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/** Node of a cluster that this process is, with the store whose commits go on the commit log. */
public final class Node {

  /** The id of a log has half the digits of an owner of an archive. */
  private static final String LEADING_DIGITS = "0".repeat(16);

  static final Metric ENGINE =
      Metric.gauge(
          "durable_streams_cluster_engine", "1 for the engine of the commit log", "engine");

  private final OpenStore local;
  private final NodeParts parts;
  private final KeySeal seal;
  private final List<SharedKeys> keys;
  private final String engine;
  private final InstantSource wallClock;

  private Node(
      OpenStore local,
      NodeParts parts,
      KeySeal seal,
      List<SharedKeys> keys,
      String engine,
      InstantSource wallClock) {
    this.local = local;
    this.parts = parts;
    this.seal = seal;
    this.keys = keys;
    this.engine = engine;
    this.wallClock = wallClock;
  }

  /**
   * Opens the commit log and what calls the other nodes, if the settings name one. The node does
   * nothing before it is started.
   *
   * @param opened closes what was opened, before the store
   */
  public static Optional<Node> open(
      Settings settings, OpenStore store, CloseStack opened, Reload reload, InstantSource clock) {
    return CommitLogs.engine(settings)
        .map(engine -> {
          ReplicaStore replica =
              store
                  .replica()
                  .orElseThrow(() -> new IllegalStateException("the store is no replica"));
          CommitLog log = opened.add(engine.open(settings));
          ClusterSecret secret = secret(settings, clock);
          KeySeal seal =
              new KeySeal(bytes(settings.get(ClusterCatalog.CLUSTER_SECRET)), new SecureRandom());
          List<SharedKeys> keys = new CopyOnWriteArrayList<>();
          reload.on(
              ClusterCatalog.CLUSTER_SECRET,
              now ->
                  now.find(ClusterCatalog.CLUSTER_SECRET)
                      .ifPresent(secrets -> {
                        secret.replace(secrets);
                        seal.replace(bytes(secrets));
                        keys.forEach(SharedKeys::sealAgain);
                      }));
          HttpPeers peers = opened.add(new HttpPeers(secret, peerSettings(settings)));
          ClusterNode node =
              new ClusterNode(
                  nodeSettings(settings),
                  RecordEncoding.LEVEL,
                  log,
                  replica,
                  peers,
                  new LogClock(clock),
                  new SecureRandom());
          return new Node(store, new NodeParts(node, peers), seal, keys, engine.name(), clock);
        });
  }

  /** Calls of nodes, for a command that is none. */
  static HttpPeers peers(Settings settings, InstantSource clock) {
    return new HttpPeers(secret(settings, clock), peerSettings(settings));
  }

  private static ClusterSecret secret(Settings settings, InstantSource clock) {
    return new ClusterSecret(settings.get(ClusterCatalog.CLUSTER_SECRET), clock);
  }

  private static PeerSettings peerSettings(Settings settings) {
    PeerSettings limited =
        PeerSettings.DEFAULT.withLimits(
            settings.get(ClusterCatalog.FORWARD_TIMEOUT),
            settings.get(ClusterCatalog.MAX_FORWARDED));
    try {
      return settings
          .find(ClusterCatalog.CLUSTER_CERTIFICATES)
          .map(file -> limited.withTrust(PeerTrust.of(file)))
          .orElse(limited);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private static List<byte[]> bytes(List<String> secrets) {
    return secrets.stream().map(secret -> secret.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static NodeSettings nodeSettings(Settings settings) {
    return new NodeSettings(
        settings.get(ClusterCatalog.NODE),
        address(settings),
        settings.get(ClusterCatalog.FAILOVER_AFTER),
        settings.get(ClusterCatalog.FORWARD_TIMEOUT));
  }

  /** URL at which other nodes reach this one, without a slash at its end. */
  private static String address(Settings settings) {
    String url = settings.get(ClusterCatalog.ADVERTISE).toString();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Whether background work is that of this server. */
  public static Leadership leadership(Optional<Node> node) {
    return node.map(known -> known.node().leadership()).orElse(Leadership.SOLE);
  }

  /** What returns once this server has everything that was acknowledged before. */
  public static Runnable current(Optional<Node> node) {
    return () -> node.ifPresent(Node::awaitPresent);
  }

  private void awaitPresent() {
    try {
      node().awaitPresent();
    } catch (UnavailableException e) {
      throw new UnavailableException("this node may lack changes: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /** Parts of the server that are there because it is a node. */
  public NodeParts parts() {
    return parts;
  }

  /** The node itself. */
  public ClusterNode node() {
    return parts.node();
  }

  /** The store whose commits go on the commit log first; closing it closes the node's own. */
  public OpenStore store() {
    return new OpenStore(
        new ReplicatedStore(local.store(), node()),
        local.directory(),
        local.queue(),
        local.housekeeping(),
        local.claims(),
        new ReplicatedSubscriptions(local.subscriptions(), node()),
        local.snapshots(),
        local.replica(),
        local.executors());
  }

  /** The id of the cluster, 32 hexadecimal digits. */
  public String cluster() {
    return LEADING_DIGITS + node().status().logId();
  }

  /** Returns once this node has proved that it leads. */
  public void prove() {
    try {
      node().barrier();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ArchiveUnavailableException("the proof of leadership was interrupted", e);
    }
  }

  /**
   * The keys of subscriptions, which all nodes share. Signatures have the time of the wall clock:
   * receivers compare it with theirs.
   *
   * @param former the folder that held them while there was one server
   */
  public SubscriptionKeys keys(OpenStore store, KeyFolder former) {
    SharedKeys shared =
        new SharedKeys(store.subscriptions(), seal, Optional.of(former), new SecureRandom());
    keys.add(shared);
    return WebhookKeys.shared(shared, wallClock);
  }

  /** Begins to follow the log. */
  public void start(NodeServer server) {
    node().start(server);
  }

  /** What keeps the node from answering for the present state; empty if nothing does. */
  public String problem() {
    NodeStatus status = node().status();
    if (!status.problem().isEmpty()) {
      return "the node cannot follow the commit log: " + status.problem();
    }
    return status.leader().isEmpty() ? "the cluster has no leader that this node knows of" : "";
  }

  /** Adds the state of the node to a status. */
  public void json(JsonWriter json) {
    NodeStatus status = node().status();
    json.name("cluster").beginObject();
    json.member("node", status.node());
    json.member("engine", engine);
    json.member("role", status.role().label());
    json.member("leader", status.leader());
    json.member("leaderAddress", status.leaderAddress());
    json.member("term", status.term());
    json.member("position", status.position());
    json.member("quietMillis", status.quietMillis());
    json.member("logId", status.logId());
    json.member("level", status.level());
    json.member("readableLevel", status.readableLevel());
    json.member("problem", status.problem()).endObject();
  }

  /** Numbers of the node. */
  public MetricSource metrics() {
    return sink -> {
      node().metrics().collect(sink);
      sink.value(ENGINE, 1, engine);
    };
  }
}
