package durablestreams.conformance.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** PostgreSQL that {@code ./cluster} starts: a process of its own, which runs until it is ended. */
public final class LocalEngine {

  private LocalEngine() {}

  /**
   * Starts PostgreSQL, and writes its URL.
   *
   * @param arguments the folder of its data, its port, and the file for its URL
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[2]);
    CountDownLatch end = new CountDownLatch(1);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(arguments[0])
            .setPort(Integer.parseInt(arguments[1]))
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .start()) {
      Path written = Files.writeString(file.resolveSibling("url.new"), url(server));
      Files.move(written, file);
      Thread stop = new Thread(end::countDown);
      Runtime.getRuntime().addShutdownHook(stop);
      end.await();
    }
  }

  private static String url(EmbeddedPostgres server) {
    return server.getJdbcUrl("postgres", "postgres");
  }
}
