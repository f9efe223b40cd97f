package durablestreams.conformance.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL as a process of this machine, which keeps the commit log. It forces its commits. */
final class Engine implements AutoCloseable {

  private final Path data;
  private EmbeddedPostgres server;

  private Engine() throws IOException {
    this.data = Files.createTempDirectory("durable-streams-engine");
    this.server = start(0);
  }

  static Engine start() {
    try {
      return new Engine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On that port, or on a free one. */
  private EmbeddedPostgres start(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data.resolve("pg"))
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on");
    return (port == 0 ? builder : builder.setPort(port)).start();
  }

  /** Stops the server, and starts it again on its data and port. */
  void restart() {
    int port = server.getPort();
    try {
      server.close();
      server = start(port);
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
