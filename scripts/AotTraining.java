import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A short life of the server and a command of the client, from which the JVM learns what to keep in
 * its ahead-of-time caches: the classes, and which of their methods to compile at once.
 *
 * <p>Usage: {@code java AotTraining.java <bootstrap.jar> <cache of the server> [<cache of
 * the client>]}. The server runs on a free port of the loopback interface with a temporary data folder;
 * the exit status is 0 when the cache of the server was written. {@code AOT_TRAINING_SECONDS} in the
 * environment says how long it is under load: 30 unless it is set, and 0 for a few requests alone.
 */
public final class AotTraining {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration USUAL_LOAD = Duration.ofSeconds(30);

  /** The runtime to train, which may be another one than this. */
  private static final Path RUNTIME =
      Path.of(System.getProperty("runtime", System.getProperty("java.home")));

  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final String base;
  private final String admin;

  private AotTraining(int port, int adminPort) {
    this.base = "http://127.0.0.1:" + port + "/v1/stream/";
    this.admin = "http://127.0.0.1:" + adminPort;
  }

  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args[0]).toAbsolutePath();
    Path cache = Path.of(args[1]).toAbsolutePath();
    Path folder = Files.createTempDirectory("aot-training");
    int[] ports = freePorts();
    int port = ports[0];
    Process server = start(jar, cache, folder, ports);
    boolean written;
    try {
      awaitListening(server, port);
      AotTraining training = new AotTraining(port, ports[1]);
      training.exercise();
      training.operate();
      Duration load = loadOf(System.getenv("AOT_TRAINING_SECONDS"));
      if (load.isPositive()) {
        new TrainingLoad(port, load).run();
      }
      if (args.length > 2) {
        command(jar, Path.of(args[2]).toAbsolutePath(), port);
      }
      server.destroy();
      // The JVM writes the cache on its way out.
      written =
          server.waitFor(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS) && Files.exists(cache);
    } finally {
      server.destroyForcibly().waitFor();
      deleteAll(folder);
    }
    System.exit(written ? 0 : 1);
  }

  private static Duration loadOf(String seconds) {
    if (seconds == null || seconds.isEmpty()) {
      return USUAL_LOAD;
    }
    if (!seconds.matches("\\d{1,3}")) {
      throw new IllegalArgumentException(
          "AOT_TRAINING_SECONDS is " + seconds + "; it takes whole seconds from 0 to 999");
    }
    return Duration.ofSeconds(Integer.parseInt(seconds));
  }

  private static Process start(Path jar, Path cache, Path folder, int[] ports) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            RUNTIME.resolve("bin/java").toString(),
            "-XX:AOTCacheOutput=" + cache,
            "-jar",
            jar.toString(),
            "--host=127.0.0.1",
            "--port=" + ports[0],
            "--admin-port=" + ports[1],
            "--data=" + folder.resolve("data"));
    // The caller's settings are for the caller's server.
    builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "TMPDIR", "LANG"));
    return builder.directory(folder.toFile()).inheritIO().start();
  }

  /** A listing loads most of what the other commands do. */
  private static void command(Path jar, Path cache, int port) throws Exception {
    Process client =
        new ProcessBuilder(
                RUNTIME.resolve("bin/java").toString(),
                // As ./ds runs it: a cache is for one collector.
                "-XX:+UseSerialGC",
                "-XX:AOTCacheOutput=" + cache,
                "-jar",
                jar.toString(),
                "ls",
                "--json",
                "--url=http://127.0.0.1:" + port)
            .inheritIO()
            .start();
    client.waitFor(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** One for clients and one for operators. */
  private static int[] freePorts() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, loopback);
        ServerSocket other = new ServerSocket(0, 1, loopback)) {
      return new int[] {one.getLocalPort(), other.getLocalPort()};
    }
  }

  private static void awaitListening(Process server, int port) throws Exception {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (server.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IOException("The server did not start.");
  }

  private void exercise() throws Exception {
    send("PUT", "json", JSON, "", Map.of());
    for (int i = 0; i < 300; i++) {
      send("POST", "json", JSON, "{\"n\":" + i + "}", Map.of());
    }
    for (int i = 0; i < 50; i++) {
      Map<String, String> producer =
          Map.of("Producer-Id", "p", "Producer-Epoch", "0", "Producer-Seq", Integer.toString(i));
      send("POST", "json", JSON, "[" + i + "," + i + "]", producer);
    }
    send("HEAD", "json", "", "", Map.of());
    for (int i = 0; i < 50; i++) {
      send("GET", "json?offset=-1", "", "", Map.of());
    }
    send("GET", "json?offset=-1", "", "", Map.of("Accept-Encoding", "gzip"));
    send("PUT", "bytes", BYTES, "first", Map.of("Stream-TTL", "60"));
    send("POST", "bytes", BYTES, "second", Map.of());
    send("GET", "bytes?offset=-1&live=long-poll", "", "", Map.of());
    live("bytes?offset=now&live=long-poll", BYTES);
    live("json?offset=-1&live=sse", JSON);
    send("GET", "absent?offset=-1", "", "", Map.of());
    send("DELETE", "bytes", "", "", Map.of());
    send("DELETE", "json", "", "", Map.of());
  }

  /** What monitoring and the console ask for. */
  private void operate() throws Exception {
    send("PUT", "operated", JSON, "", Map.of());
    for (int i = 0; i < 30; i++) {
      ask("/metrics");
    }
    for (int i = 0; i < 10; i++) {
      for (String path : new String[] {"/readyz", "/status", "/admin/streams?limit=50"}) {
        ask(path);
      }
    }
    for (String path :
        new String[] {"/console", "/admin/server", "/admin/jobs", "/admin/streams/operated"}) {
      ask(path);
    }
    send("DELETE", "operated", "", "", Map.of());
  }

  private void ask(String path) throws Exception {
    client.send(
        HttpRequest.newBuilder(URI.create(admin + path)).timeout(TIMEOUT).build(),
        BodyHandlers.discarding());
  }

  /** A live request, met by appends until it has its answer; an SSE answer ends with its stream. */
  private void live(String target, String type) throws Exception {
    String stream = target.substring(0, target.indexOf('?'));
    var answer =
        client.sendAsync(request("GET", target, "", "", Map.of()), BodyHandlers.discarding());
    for (int i = 0; i < 50 && !answer.isDone(); i++) {
      Thread.sleep(20);
      send("POST", stream, type, "1", Map.of());
    }
    send("POST", stream, type, "", Map.of("Stream-Closed", "true"));
    answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  private void send(
      String method, String target, String type, String body, Map<String, String> headers)
      throws Exception {
    client.send(request(method, target, type, body, headers), BodyHandlers.discarding());
  }

  private HttpRequest request(
      String method, String target, String type, String body, Map<String, String> headers) {
    var builder =
        HttpRequest.newBuilder(URI.create(base + target))
            .timeout(TIMEOUT)
            .method(
                method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(builder::header);
    if (!type.isEmpty()) {
      builder.header("Content-Type", type);
    }
    return builder.build();
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
