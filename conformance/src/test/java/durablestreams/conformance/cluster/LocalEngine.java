package durablestreams.conformance.cluster;

import durablestreams.conformance.kafka.KafkaBrokers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Engine that {@code ./cluster} starts: PostgreSQL, or three brokers of Kafka. It runs until it is
 * ended.
 */
public final class LocalEngine {

  private LocalEngine() {}

  /**
   * Starts the engine, and writes its URL.
   *
   * @param arguments the name of the engine, the folder of its data, its first port, and the file
   *     for its URL
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[1]);
    int port = Integer.parseInt(arguments[2]);
    Path file = Path.of(arguments[3]);
    switch (arguments[0]) {
      case "postgres" -> {
        try (EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPort(port)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .start()) {
          run(server.getJdbcUrl("postgres", "postgres"), file);
        }
      }
      case "kafka" -> {
        List<Integer> ports = List.of(port, port + 1, port + 2);
        List<Integer> controllers = List.of(port + 3, port + 4, port + 5);
        try (KafkaBrokers brokers = KafkaBrokers.start(data, ports, controllers)) {
          Runtime.getRuntime().addShutdownHook(new Thread(brokers::close));
          run(brokers.url(), file);
        }
      }
      default -> throw new IllegalArgumentException("there is no engine " + arguments[0]);
    }
  }

  private static void run(String url, Path file) throws IOException, InterruptedException {
    Path written = Files.writeString(file.resolveSibling("url.new"), url);
    Files.move(written, file);
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
    end.await();
  }
}
