package durablestreams.benchmarks.server;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.PlainClient;
import durablestreams.benchmarks.http.Requests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** A server in a child process with a folder of its own for data and logs. */
final class ServerProcess implements RunningServer {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_NANOS = 2_000_000;
  private static final int LAST_LINES = 15;

  /** Below the range from which the generator's own connections take their ports. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 30_000;

  private final Children children;
  private final ProcessBuilder builder;
  private final Endpoint endpoint;
  private final Path folder;
  private volatile Process process;
  private volatile Duration startUp;

  private ServerProcess(
      Children children, Path folder, int port, List<String> command, Map<String, String> env)
      throws IOException {
    this.children = children;
    this.folder = folder;
    endpoint = Endpoint.local(port);
    builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log(folder).toFile());
    builder.environment().putAll(env);
    long start = System.nanoTime();
    process = builder.start();
    children.add(this);
    startUp = firstAnswer(start);
  }

  /** Waits for the first answer of a process that was started then; ends it when there is none. */
  private Duration firstAnswer(long start) throws IOException {
    try {
      awaitFirstAnswer(start + START_LIMIT.toNanos());
    } catch (IOException e) {
      close();
      throw e;
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /**
   * Starts a process and waits for its first answer.
   *
   * @param folder a new folder for this process, deleted with it
   */
  static ServerProcess start(
      Children children, Path folder, int port, List<String> command, Map<String, String> env)
      throws IOException {
    Files.createDirectories(data(folder));
    return new ServerProcess(children, folder, port, command, env);
  }

  /** Where a process with this folder keeps its data. */
  static Path data(Path folder) {
    return folder.resolve("data");
  }

  /** Where a JVM with this folder writes its garbage collection log. */
  static Path gcLog(Path folder) {
    return folder.resolve("gc.log");
  }

  /** A port of the loopback interface without a listener. */
  static int freePort() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // Taken: try another.
      }
    }
    throw new IOException("no free port between " + FIRST_PORT + " and " + LAST_PORT);
  }

  Process handle() {
    return process;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(process.pid());
  }

  @Override
  public Optional<Path> dataFolder() {
    return Optional.of(data(folder));
  }

  @Override
  public Optional<Path> gcLog() {
    return Optional.of(gcLog(folder)).filter(Files::exists);
  }

  @Override
  public Duration startUp() {
    return startUp;
  }

  @Override
  public void restart() throws IOException {
    Children.stop(process);
    long start = System.nanoTime();
    process = builder.start();
    startUp = firstAnswer(start);
  }

  @Override
  public void close() {
    Children.stop(process);
    children.remove(this);
    Folders.delete(folder);
  }

  private void awaitFirstAnswer(long deadline) throws IOException {
    while (true) {
      try (PlainClient client = new PlainClient(endpoint, START_LIMIT)) {
        byte[] create = Requests.create(endpoint, "first-answer", "text/plain");
        if (client.call(create, new byte[0]).success()) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("the server did not start; it said:\n" + lastWords());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log(folder));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private static Path log(Path folder) {
    return folder.resolve("server.log");
  }
}
