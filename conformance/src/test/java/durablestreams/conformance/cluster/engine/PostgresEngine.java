package durablestreams.conformance.cluster.engine;

import durablestreams.conformance.harness.ServerCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * PostgreSQL as processes of this machine: one server, or a primary and a synchronous standby.
 * Nodes name both in their URL, and find the primary by themselves.
 */
public final class PostgresEngine implements ClusterEngine {

  private static final String[] REPLICATED = {
    "synchronous_standby_names=*", "wal_keep_size=1GB", "wal_retrieve_retry_interval=200ms"
  };

  private final List<PostgresServer> servers = new ArrayList<>();
  private int primary;
  private boolean promoted;

  private PostgresEngine(int count) {
    boolean started = false;
    try {
      for (int i = 0; i < count; i++) {
        servers.add(count == 1 ? new PostgresServer() : new PostgresServer(REPLICATED));
      }
      primary().initialize();
      primary().start();
      if (hasStandby()) {
        followPrimary();
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** One server, which nodes accept with {@code --unsafe-commit-log}. */
  public static PostgresEngine single() {
    return new PostgresEngine(1);
  }

  /** A primary and a synchronous standby. */
  public static PostgresEngine withStandby() {
    return new PostgresEngine(2);
  }

  private PostgresServer primary() {
    return servers.get(primary);
  }

  private PostgresServer standby() {
    return servers.get(1 - primary);
  }

  /** Makes the other server a copy of the primary, and waits until commits wait for it. */
  private void followPrimary() {
    BaseCopy.make(primary(), standby(), "standby");
    standby().start();
    awaitStandby();
  }

  private void awaitStandby() {
    primary().await("SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
  }

  /** The URL of the primary, for tests that change what it holds. */
  public String url() {
    return primary().url();
  }

  @Override
  public List<Integer> ports() {
    return servers.stream().map(PostgresServer::port).toList();
  }

  /** A node on a busy machine may take long to connect for the first time. */
  @Override
  public ServerCommand configure(ServerCommand node, String log, List<Integer> reachedAt) {
    String hosts =
        reachedAt.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    ServerCommand command =
        node.with("--commit-log=postgres", "--commit-log-table=" + log)
            .env(
                "COMMIT_LOG_URL",
                "jdbc:postgresql://"
                    + hosts
                    + "/postgres?user=postgres&targetServerType=primary&loginTimeout=60");
    return hasStandby() ? command : command.with("--unsafe-commit-log");
  }

  @Override
  public boolean hasLinks() {
    return true;
  }

  @Override
  public boolean hasStandby() {
    return servers.size() > 1;
  }

  /** Nothing is promoted by itself. */
  @Override
  public boolean electsByItself() {
    return false;
  }

  @Override
  public String killPrimary() {
    primary().kill9();
    promoted = false;
    return "the primary";
  }

  /** The standby becomes the primary; its commits wait until the other one follows it. */
  @Override
  public void promote() {
    primary = 1 - primary;
    primary().await("SELECT pg_promote()");
    promoted = true;
  }

  @Override
  public void repair() {
    if (promoted) {
      followPrimary();
      return;
    }
    primary().start();
    if (hasStandby()) {
      awaitStandby();
    }
  }

  @Override
  public void restart() {
    primary().stop();
    if (hasStandby()) {
      standby().stop();
      standby().start();
    }
    primary().start();
    if (hasStandby()) {
      awaitStandby();
    }
  }

  @Override
  public void pause() {
    servers.forEach(PostgresServer::pauseAll);
  }

  @Override
  public void resume() {
    servers.forEach(PostgresServer::resumeAll);
  }

  @Override
  public void close() {
    servers.forEach(PostgresServer::close);
  }
}
