import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Unit costs: processor time of a server for an append and a delivery, its disk space for a stream,
 * its objects, and what nodes of a cluster cost each other. Processor time is that of the servers
 * alone, as Linux counts it. {@code scripts/scale} runs it; docs/scale.md has figures.
 */
public final class Scale {

  private static final Set<String> PARTS =
      Set.of("append", "deliver", "disk", "objects", "cluster", "readers");
  private static final List<String> NODES = List.of("a", "b", "c");
  private static final int MESSAGE_BYTES = 256;
  private static final int READERS = 1_000;
  private static final double TICKS_PER_SECOND = 100;
  private static final byte MARK = '~';

  private final Path root;
  private final int seconds;
  private final int port = Integer.parseInt(System.getenv("CLUSTER_PORT"));
  private final Path cluster = Path.of(System.getenv("CLUSTER_FOLDER"));
  private final HttpClient http = HttpClient.newHttpClient();

  private Scale(Path root, int seconds) {
    this.root = root;
    this.seconds = seconds;
  }

  public static void main(String... arguments) throws Exception {
    int seconds = 20;
    List<String> parts = new ArrayList<>();
    for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
      if (argument.matches("--seconds=\\d{1,4}")) {
        seconds = Integer.parseInt(argument.substring("--seconds=".length()));
      } else if (PARTS.contains(argument)) {
        parts.add(argument);
      } else {
        System.err.println(
            "usage: scripts/scale [--seconds=20] [append] [deliver] [disk] [objects] [cluster] [readers]");
        System.exit(2);
      }
    }
    Scale scale = new Scale(Path.of(arguments[0]), seconds);
    System.out.println("| what | figure |\n|---|---:|");
    for (String part : List.of("append", "deliver", "disk", "objects")) {
      if (parts.isEmpty() || parts.contains(part)) {
        scale.single(part);
      }
    }
    if (parts.isEmpty() || parts.contains("cluster") || parts.contains("readers")) {
      scale.clusters(parts);
    }
    System.exit(0);
  }

  private static void print(String what, String figure, Object... values) {
    System.out.printf("| %s | %s |%n", what, figure.formatted(values));
  }

  // A single server.

  private void single(String part) throws Exception {
    Path data = Files.createTempDirectory("scale-");
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                root.resolve("bootstrap/target/bootstrap.jar").toString(),
                "--port=" + port,
                "--admin-port=" + (port + 1),
                "--data=" + data.resolve("data"))
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("log").toFile())
            .start();
    try {
      awaitAnswer(port);
      switch (part) {
        case "append" -> append(server);
        case "deliver" -> deliver(server);
        case "disk" -> disk(data);
        default -> objects();
      }
    } finally {
      server.destroy();
      server.waitFor(1, TimeUnit.MINUTES);
      remove(data);
    }
  }

  private void append(Process server) throws Exception {
    try (Load load = new Load(port, 64, 0)) {
      load.run(seconds);
      double rate = measured(load, List.of(pid(server)), "appends of 64 connections");
      print("appends/s of 64 connections, this program on the same processors", "%,.0f", rate);
    }
    double before = cpu(List.of(pid(server)));
    Thread.sleep(seconds * 1_000L);
    double idle = (cpu(List.of(pid(server))) - before) / seconds;
    print("a server at rest", "%.1f %% of a processor", 100 * idle);
    for (int rate : List.of(100, 1_000)) {
      try (Load load = new Load(port, 1, rate)) {
        load.run(5);
        measured(load, List.of(pid(server)), "appends at " + rate + "/s");
      }
    }
  }

  /** Prints the processor time for each append; returns the rate. */
  private double measured(Load load, List<Long> pids, String what) throws Exception {
    double before = cpu(pids);
    long count = load.count();
    long start = System.nanoTime();
    load.run(seconds);
    double each = (cpu(pids) - before) / (load.count() - count);
    print("processor time for each of the " + what, "%.0f µs", each * 1e6);
    return (load.count() - count) / ((System.nanoTime() - start) / 1e9);
  }

  private void deliver(Process server) throws Exception {
    List<Long> pids = List.of(pid(server));
    double alone = perSecond(pids, port, 0, port);
    double with = perSecond(pids, port, READERS, port);
    print(
        "processor time for each delivery, 100/s to 1,000 SSE readers",
        "%.1f µs",
        (with - alone) / (100.0 * READERS) * 1e6);
  }

  /** Seconds of the processor in each second, at 100 appends/s and with readers elsewhere. */
  private double perSecond(List<Long> pids, int writing, int readers, int reading)
      throws Exception {
    try (Load load = new Load(writing, 1, 100);
        Readers crowd = new Readers(reading, load.streams().getFirst(), readers)) {
      load.run(10);
      double before = cpu(pids);
      long start = System.nanoTime();
      long delivered = crowd.delivered.sum();
      long count = load.count();
      load.run(seconds);
      double elapsed = (System.nanoTime() - start) / 1e9;
      double used = (cpu(pids) - before) / elapsed;
      long missing = (load.count() - count) * readers - (crowd.delivered.sum() - delivered);
      if (missing > READERS * 20L) {
        System.err.println("the readers are " + missing + " messages behind");
      }
      return used;
    }
  }

  private void disk(Path data) throws Exception {
    int streams = 20_000;
    for (int i = 0; i < streams; i++) {
      send(port, "PUT", "/v1/stream/disk-" + i, "text/plain");
      if (i == streams / 2 - 1) {
        checkpoint();
      }
    }
    checkpoint();
    double bytes = size(data.resolve("data"));
    print("disk for each empty stream", "%.0f bytes", bytes / streams);
  }

  /** Lets the write-ahead log be moved into the database, and cut. */
  private static void checkpoint() throws InterruptedException {
    Thread.sleep(3_000);
  }

  private void objects() throws Exception {
    double uploads = metric("durable_streams_archive_uploads_total");
    double compactions = metric("durable_streams_archive_compactions_total");
    long bytes = 0;
    int rate = 500;
    int streams = 50;
    try (Load load = new Load(port, streams, rate / streams)) {
      load.run(Math.max(120, 6 * seconds));
      bytes = load.count() * MESSAGE_BYTES;
    }
    Thread.sleep(40_000);
    double puts =
        metric("durable_streams_archive_uploads_total")
            + metric("durable_streams_archive_compactions_total")
            - uploads
            - compactions;
    double kept = metric("durable_streams_archive_objects");
    print("objects written for 1 GiB, 50 streams with 10 appends/s each", "%,.0f", puts / bytes * (1L << 30));
    print("of these kept once they are merged", "%,.0f", kept / bytes * (1L << 30));
  }

  private double metric(String name) throws Exception {
    String all = body(port + 1, "/metrics");
    Matcher matcher = Pattern.compile("(?m)^" + name + " ([0-9.E+]+)$").matcher(all);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  // A cluster.

  private void clusters(List<String> parts) throws Exception {
    remove(cluster);
    try {
      cluster("start");
      String leader = leader();
      List<String> followers = NODES.stream().filter(node -> !node.equals(leader)).toList();
      if (parts.isEmpty() || parts.contains("readers")) {
        readers(leader, followers.getFirst());
      }
      if (parts.isEmpty() || parts.contains("cluster")) {
        followers(leader, followers);
      }
    } finally {
      cluster("stop");
      remove(cluster);
    }
  }

  /** In turns, so that a machine that gets slower or faster does the same to both. */
  private void readers(String leader, String follower) throws Exception {
    List<Long> pid = List.of(pid(leader));
    // The compilers of the JVM are done with what is measured then.
    try (Load load = new Load(port(leader), 64, 0)) {
      load.run(Math.max(30, seconds));
    }
    perSecond(pid, port(leader), READERS, port(follower));
    double without = 0;
    double with = 0;
    int rounds = 5;
    for (int i = 0; i < rounds; i++) {
      without += perSecond(pid, port(leader), 0, port(follower)) / rounds;
      with += perSecond(pid, port(leader), READERS, port(follower)) / rounds;
    }
    print("the leader at 100 appends/s", "%.2f %% of a processor", 100 * without);
    print("with 1,000 SSE readers at a follower", "%.2f %% of a processor", 100 * with);
    print("what the readers cost the leader", "%+.1f %%", 100 * (with / without - 1));
  }

  private void followers(String leader, List<String> followers) throws Exception {
    List<Long> engine = tree(engine());
    try (Load load = new Load(port(leader), 64, 0)) {
      load.run(seconds);
      List<Long> follower = List.of(pid(followers.getFirst()));
      double applied = cpu(follower);
      double kept = cpu(engine);
      long count = load.count();
      measured(load, List.of(pid(leader)), "appends, at a leader with two followers");
      double appends = load.count() - count;
      print("the same at a follower", "%.0f µs", (cpu(follower) - applied) / appends * 1e6);
      print("the same of PostgreSQL", "%.0f µs", (cpu(engine) - kept) / appends * 1e6);
      for (String each : followers) {
        cluster("stop", each);
      }
      load.run(5);
      double alone = cpu(engine);
      count = load.count();
      measured(load, List.of(pid(leader)), "appends, at a leader without followers");
      print("the same of PostgreSQL", "%.0f µs", (cpu(engine) - alone) / (load.count() - count) * 1e6);
    }
    String follower = followers.getFirst();
    cluster("start", follower);
    try (Load load = new Load(port(follower), 64, 0)) {
      load.run(seconds);
      measured(load, List.of(pid(follower)), "appends that a follower forwards, at the follower");
    }
  }

  private void cluster(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(root.resolve("cluster").toString()));
    line.addAll(List.of(words));
    int code =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("./cluster " + String.join(" ", words) + " failed");
    }
  }

  private int port(String node) {
    return port + 10 * NODES.indexOf(node);
  }

  private String leader() throws Exception {
    Matcher matcher = Pattern.compile("\"leader\":\"([abc])\"").matcher(body(port, "/status"));
    if (!matcher.find()) {
      throw new IllegalStateException("no node leads");
    }
    return matcher.group(1);
  }

  private String pidFile(String name) throws IOException {
    return Files.readString(cluster.resolve(name + ".pid"));
  }

  private long pid(String node) throws IOException {
    return Long.parseLong(pidFile(node));
  }

  private static long pid(Process process) {
    return process.pid();
  }

  /** The first process of PostgreSQL, which writes its id into its folder. */
  private long engine() throws IOException {
    return Long.parseLong(Files.readAllLines(cluster.resolve("engine/postmaster.pid")).getFirst());
  }

  private static List<Long> tree(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(process), process.descendants()).map(ProcessHandle::pid).toList();
  }

  // Processor time, files, requests.

  private static double cpu(List<Long> pids) {
    return pids.stream().mapToDouble(Scale::cpu).sum();
  }

  private static double cpu(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }

  private static double size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.getFileName().toString().equals("streams.db")).mapToLong(f -> f.toFile().length()).sum();
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private void awaitAnswer(int at) throws Exception {
    for (int i = 0; true; i++) {
      try {
        body(at, "/health");
        return;
      } catch (IOException e) {
        if (i == 300) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private String body(int at, String path) throws Exception {
    return http.send(HttpRequest.newBuilder(uri(at, path)).build(), BodyHandlers.ofString()).body();
  }

  private static URI uri(int at, String path) {
    return URI.create("http://127.0.0.1:" + at + path);
  }

  private void send(int at, String method, String path, String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(at, path)).method(method, BodyPublishers.noBody()).header("Content-Type", type).build();
    int status = http.send(request, BodyHandlers.ofString()).statusCode();
    if (status >= 300) {
      throw new IllegalStateException(method + " " + path + ": " + status);
    }
  }

  /** Connections that append to a stream each, at a rate or as fast as they are answered. */
  private final class Load implements AutoCloseable {
    private final List<String> streams = new ArrayList<>();
    private final LongAdder appended = new LongAdder();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Object gate = new Object();
    private boolean going;

    /** A rate of 0 is as fast as they are answered. */
    Load(int at, int connections, int rate) throws Exception {
      for (int i = 0; i < connections; i++) {
        String path = "/v1/stream/load-" + System.nanoTime() + "-" + i;
        send(at, "PUT", path, "text/plain");
        streams.add(path);
        Thread.ofPlatform().daemon().start(() -> append(at, path, rate));
      }
    }

    List<String> streams() {
      return streams;
    }

    long count() {
      return appended.sum();
    }

    void run(int time) throws InterruptedException {
      pass(true);
      Thread.sleep(time * 1_000L);
      pass(false);
    }

    private void pass(boolean open) {
      synchronized (gate) {
        going = open;
        gate.notifyAll();
      }
    }

    private void awaitGate() throws InterruptedException {
      synchronized (gate) {
        while (!going) {
          gate.wait();
        }
      }
    }

    private void append(int at, String path, int rate) {
      byte[] request = request(path);
      try (Socket socket = new Socket("127.0.0.1", at)) {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        long due = 0;
        while (running.get()) {
          awaitGate();
          if (rate > 0) {
            long now = System.nanoTime();
            due = due < now - 100_000_000 ? now : due + 1_000_000_000L / rate;
            LockSupport.parkNanos(due - now);
          }
          out.write(request);
          answer(in);
          appended.increment();
        }
      } catch (IOException | InterruptedException e) {
        if (running.get()) {
          System.err.println("an append failed: " + e.getMessage());
        }
      }
    }

    private static byte[] request(String path) {
      String head =
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, MESSAGE_BYTES);
      byte[] bytes = new byte[head.length() + MESSAGE_BYTES];
      Arrays.fill(bytes, (byte) 'x');
      System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, head.length());
      bytes[bytes.length - 1] = MARK;
      return bytes;
    }

    private static void answer(InputStream in) throws IOException {
      int line = 0;
      int at = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (at++ == "HTTP/1.1 ".length() && next != '2') {
          throw new IOException("status " + (char) next + "xx");
        }
        if (next == '\n' && line == 0) {
          return;
        }
        line = next == '\n' ? 0 : next == '\r' ? line : line + 1;
      }
      throw new IOException("the connection ended");
    }

    @Override
    public void close() {
      running.set(false);
      pass(true);
    }
  }

  /** SSE readers of a stream, which count what they are sent. */
  private final class Readers implements AutoCloseable {
    private final LongAdder delivered = new LongAdder();
    private final List<Socket> sockets = new ArrayList<>();

    Readers(int at, String stream, int count) throws IOException {
      String request =
          "GET %s?offset=now&live=sse HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n".formatted(stream);
      for (int i = 0; i < count; i++) {
        Socket socket = new Socket("127.0.0.1", at);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
        Thread.ofVirtual().start(() -> read(socket));
      }
    }

    private void read(Socket socket) {
      byte[] piece = new byte[16 << 10];
      try {
        InputStream in = socket.getInputStream();
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
          for (int i = 0; i < count; i++) {
            if (piece[i] == MARK) {
              delivered.increment();
            }
          }
        }
      } catch (IOException e) {
        // closed
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
