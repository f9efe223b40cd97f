package durablestreams.conformance.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** PostgreSQL as a process of this machine, which keeps the commit log. It forces its commits. */
final class Engine implements AutoCloseable {

  private final EmbeddedPostgres server;

  private Engine(EmbeddedPostgres server) {
    this.server = server;
  }

  static Engine start() {
    try {
      return new Engine(EmbeddedPostgres.builder().setServerConfig("fsync", "on").start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
