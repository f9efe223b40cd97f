package durablestreams.bootstrap.settings;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.bootstrap.settings.Setting.Group;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings of a node of a cluster, whatever engine keeps the commit log. */
public final class ClusterCatalog {

  /** The current secret, and the one before it. */
  private static final int SECRETS = 2;

  public static final Setting<String> NODE =
      Setting.of(
          "NODE",
          new SettingType.Checked(
              name -> name.matches("[A-Za-z0-9._-]{1,64}"), "1 to 64 letters, digits, ., _ and -"),
          "",
          Group.CLUSTER,
          "Name of this node, which no other node of the cluster has.");

  public static final Setting<URI> ADVERTISE =
      Setting.of(
          "ADVERTISE",
          new SettingType.Url(),
          "",
          Group.CLUSTER,
          "URL at which the other nodes reach this one, without a path.");

  public static final Setting<List<String>> CLUSTER_SECRET =
      Setting.of(
          "CLUSTER_SECRET",
          new SettingType.SecretLines(SECRETS, ClusterSecret.MIN_LENGTH),
          "",
          Group.CLUSTER,
          "Secret that all nodes share; a second line is another one that counts while the secret "
              + "is replaced.");

  public static final Setting<Path> CLUSTER_CERTIFICATES =
      Setting.of(
          "CLUSTER_CERTIFICATES",
          new SettingType.FilePath(),
          "",
          "those that the JVM trusts",
          Group.CLUSTER,
          "PEM file with the certificates that nodes trust when `ADVERTISE` is an `https` URL.");

  public static final Setting<Duration> FAILOVER_AFTER =
      Setting.of(
          "FAILOVER_AFTER",
          SettingType.time(Duration.ofMillis(500), Duration.ofMinutes(5)),
          "5s",
          Group.CLUSTER,
          "How long the commit log may bring nothing before another node leads.");

  public static final Setting<Integer> MAX_FORWARDED =
      Setting.of(
          "MAX_FORWARDED",
          SettingType.count(1, 100_000),
          "512",
          Group.CLUSTER,
          "Maximum requests that this node forwards to the leader at a time; further ones wait for a "
              + "second, then get 503. Twice as many may wait for a leader.");

  public static final Setting<Duration> FORWARD_TIMEOUT =
      Setting.of(
          "FORWARD_TIMEOUT",
          SettingType.time(Duration.ofSeconds(1), Duration.ofHours(1)),
          "30s",
          Group.CLUSTER,
          "How long the leader may take to answer a forwarded change; then the answer is 500 "
              + "`outcome_unknown`. A leader whose records the commit log has not taken for this "
              + "long gives its term up.");

  public static final Setting<Duration> LOG_KEEP =
      Setting.of(
          "LOG_KEEP",
          SettingType.time(Duration.ZERO, Duration.ofDays(365)),
          "24h",
          Group.CLUSTER,
          "How long records of the commit log are kept at least; older ones are removed once another "
              + "node has checked a snapshot behind them.");

  public static final Setting<Boolean> DISCARD_LOG =
      Setting.of(
          "DISCARD_LOG",
          new SettingType.Switch(),
          "off",
          Group.CLUSTER,
          "Let `adopt` remove the records that the commit log holds.");

  static final List<Setting<?>> ALL =
      List.of(
          NODE,
          ADVERTISE,
          CLUSTER_SECRET,
          CLUSTER_CERTIFICATES,
          FAILOVER_AFTER,
          MAX_FORWARDED,
          FORWARD_TIMEOUT,
          LOG_KEEP,
          DISCARD_LOG);

  private ClusterCatalog() {}

  /** Settings that have an effect with a commit log only. */
  public static List<Setting<?>> settings() {
    return ALL;
  }

  /** Settings that every node needs. */
  public static List<Setting<?>> required() {
    return List.of(NODE, ADVERTISE, CLUSTER_SECRET);
  }
}
