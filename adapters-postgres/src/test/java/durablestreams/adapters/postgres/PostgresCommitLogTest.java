package durablestreams.adapters.postgres;

import durablestreams.application.contract.CommitLogContract;
import durablestreams.application.port.replication.CommitLog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresCommitLogTest extends CommitLogContract {
  private static EmbeddedPostgres server;

  private final String table = "log_" + UUID.randomUUID().toString().replace("-", "");

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  protected CommitLog open() {
    return new PostgresCommitLog(
        PostgresLogSettings.of(server.getJdbcUrl("postgres", "postgres"))
            .withTable(table)
            .asUnsafe());
  }
}
