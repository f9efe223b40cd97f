package durablestreams.conformance.cluster;

import durablestreams.conformance.harness.ServerCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cluster of {@code ./cluster}: an engine and three nodes, whose processes outlive this one. */
final class LocalCluster {

  static final List<String> NODES = List.of("a", "b", "c");

  private static final int FIRST_PORT = Integer.getInteger("cluster.port", 4437);
  private static final int PORTS_EACH = 10;
  private static final int ENGINE_PORT = FIRST_PORT + 1_000;
  private static final String SECRET = "a secret for a cluster on one machine, for trying it out";
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"([abc])\"");

  private final Path folder;
  private final String engine;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  /**
   * A cluster on an engine.
   *
   * @param engine {@code postgres}, a single server, or {@code kafka}, three brokers
   */
  LocalCluster(Path folder, String engine) {
    this.folder = folder;
    this.engine = engine;
  }

  static String url(String node) {
    return "http://127.0.0.1:" + (FIRST_PORT + PORTS_EACH * NODES.indexOf(node));
  }

  /** Starts the engine, unless it runs. */
  void startEngine() throws IOException {
    if (running("engine").isPresent()) {
      return;
    }
    Files.createDirectories(folder);
    Path url = folder.resolve("url");
    Files.deleteIfExists(url);
    launch(
        "engine",
        new ProcessBuilder(
            java(),
            "-cp",
            System.getProperty("java.class.path"),
            LocalEngine.class.getName(),
            engine,
            folder.resolve("engine").toString(),
            Integer.toString(ENGINE_PORT),
            url.toString()));
    await(() -> Files.exists(url), "the engine did not start: see " + folder);
  }

  /** Starts a node, unless it runs. */
  void startNode(String node) throws IOException {
    if (running(node).isPresent()) {
      return;
    }
    launch(node, command(node, List.of()));
  }

  private ProcessBuilder command(String node, List<String> words) {
    int port = FIRST_PORT + PORTS_EACH * NODES.indexOf(node);
    List<String> line =
        new ArrayList<>(List.of(java(), "-Xmx512m", "-jar", ServerCommand.jar().toString()));
    line.addAll(words);
    line.addAll(
        List.of(
            "--port=" + port,
            "--admin-port=" + (port + 1),
            "--data=" + folder.resolve(node),
            "--archive=files",
            "--archive-dir=" + folder.resolve("archive"),
            "--commit-log=" + engine,
            "--commit-log-url-file=" + folder.resolve("url"),
            "--node=" + node,
            "--advertise=" + url(node)));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("CLUSTER_SECRET", SECRET);
    if (engine.equals("postgres")) {
      builder.command().add("--unsafe-commit-log");
    }
    return builder;
  }

  /** Compares the state of the nodes that run. Returns the exit code of the command. */
  int verify() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("verify-nodes"));
    NODES.forEach(node -> words.add(url(node)));
    return command(NODES.getFirst(), words).inheritIO().start().waitFor();
  }

  private void launch(String name, ProcessBuilder builder) throws IOException {
    Path log = folder.resolve(name + ".txt");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Files.writeString(folder.resolve(name + ".pid"), Long.toString(process.pid()));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The process of a node, or of the engine, if it runs. */
  Optional<ProcessHandle> running(String name) throws IOException {
    Path file = folder.resolve(name + ".pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(file)))
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().command().filter(LocalCluster::isJava).isPresent());
  }

  private static boolean isJava(String command) {
    return command.endsWith("java");
  }

  /** Ends a process in order, and waits for its end. */
  void stop(String name) throws IOException, InterruptedException {
    Optional<ProcessHandle> process = running(name);
    if (process.isPresent()) {
      process.get().destroy();
      try {
        process.get().onExit().get(BOUND.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        process.get().destroyForcibly();
      }
    }
    Files.deleteIfExists(folder.resolve(name + ".pid"));
  }

  /** What {@code /status} of a node answers; empty if it does not. */
  Optional<String> status(String node) {
    return send(node, "GET", "/status").filter(answer -> answer.contains("\"cluster\""));
  }

  /** The leader that a running node names. */
  Optional<String> leader() {
    return NODES.stream()
        .flatMap(node -> status(node).stream())
        .map(LEADER::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst();
  }

  /** Returns the leader, once there is one, and these nodes answer. */
  String awaitLeader(List<String> nodes) {
    List<String> found = new ArrayList<>();
    await(
        () -> {
          leader().filter(node -> status(node).isPresent()).ifPresent(found::add);
          return !found.isEmpty() && nodes.stream().allMatch(node -> status(node).isPresent());
        },
        "no node leads: see " + folder);
    return found.getFirst();
  }

  /** Creates a stream, and returns whether that succeeded. */
  boolean write(String node, String stream) {
    return send(node, "PUT", "/v1/stream/" + stream).isPresent();
  }

  private Optional<String> send(String node, String method, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(node) + path))
            .timeout(Duration.ofSeconds(15))
            .method(method, BodyPublishers.noBody())
            .build();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      return Optional.of(answer.body()).filter(body -> answer.statusCode() < 300);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition, String otherwise) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(otherwise);
      }
      LockSupport.parkNanos(50_000_000);
    }
  }
}
