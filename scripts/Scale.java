import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unit costs: processor time of a server for an append and a delivery, its disk space for a stream,
 * its objects, and what nodes of a cluster cost each other. Processor time is that of the servers
 * alone, as Linux counts it. {@code scripts/scale} runs it; docs/scale.md has figures.
 */
public final class Scale {

  private static final Set<String> PARTS =
      Set.of("append", "deliver", "disk", "objects", "cluster", "readers");
  private static final List<String> NODES = List.of("a", "b", "c");
  private static final int READERS = 1_000;

  private final Path root;
  private final int seconds;
  private final int port = Integer.parseInt(System.getenv("CLUSTER_PORT"));
  private final Path cluster = Path.of(System.getenv("CLUSTER_FOLDER"));

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
      Loopback.awaitAnswer(port);
      switch (part) {
        case "append" -> append(server);
        case "deliver" -> deliver(server);
        case "disk" -> disk(data);
        default -> objects();
      }
    } finally {
      server.destroy();
      server.waitFor(1, TimeUnit.MINUTES);
      ServerUse.remove(data);
    }
  }

  private void append(Process server) throws Exception {
    try (AppendLoad load = new AppendLoad(port, 64, 0)) {
      load.run(seconds);
      double rate = measured(load, List.of(server.pid()), "appends of 64 connections");
      print("appends/s of 64 connections, this program on the same processors", "%,.0f", rate);
    }
    awaitRest(server);
    print("a server at rest", "%.1f %% of a processor", 100 * share(server, seconds));
    for (int rate : List.of(100, 1_000)) {
      try (AppendLoad load = new AppendLoad(port, 1, rate)) {
        load.run(5);
        measured(load, List.of(server.pid()), "appends at " + rate + "/s");
      }
    }
  }

  /** What was appended is uploaded and merged after the load, for a while. */
  private static void awaitRest(Process server) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (share(server, 5) > 0.03) {
      if (System.nanoTime() > deadline) {
        System.err.println("the server is not at rest 5 minutes after the load");
        return;
      }
    }
  }

  /** Share of a processor that the server takes during some seconds. */
  private static double share(Process server, int during) throws Exception {
    double before = ServerUse.cpu(List.of(server.pid()));
    Thread.sleep(during * 1_000L);
    return (ServerUse.cpu(List.of(server.pid())) - before) / during;
  }

  /** Prints the processor time for each append; returns the rate. */
  private double measured(AppendLoad load, List<Long> pids, String what) throws Exception {
    double before = ServerUse.cpu(pids);
    long count = load.count();
    long start = System.nanoTime();
    load.run(seconds);
    double each = (ServerUse.cpu(pids) - before) / (load.count() - count);
    print("processor time for each of the " + what, "%.0f µs", each * 1e6);
    return (load.count() - count) / ((System.nanoTime() - start) / 1e9);
  }

  private void deliver(Process server) throws Exception {
    List<Long> pids = List.of(server.pid());
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
    try (AppendLoad load = new AppendLoad(writing, 1, 100);
        SseReaders crowd = new SseReaders(reading, load.streams().getFirst(), readers)) {
      load.run(10);
      double before = ServerUse.cpu(pids);
      long start = System.nanoTime();
      long delivered = crowd.delivered();
      long count = load.count();
      load.run(seconds);
      double elapsed = (System.nanoTime() - start) / 1e9;
      double used = (ServerUse.cpu(pids) - before) / elapsed;
      long missing = (load.count() - count) * readers - (crowd.delivered() - delivered);
      if (missing > READERS * 20L) {
        System.err.println("the readers are " + missing + " messages behind");
      }
      return used;
    }
  }

  private void disk(Path data) throws Exception {
    int streams = 20_000;
    for (int i = 0; i < streams; i++) {
      Loopback.send(port, "PUT", "/v1/stream/disk-" + i, "text/plain");
      if (i == streams / 2 - 1) {
        checkpoint();
      }
    }
    checkpoint();
    double bytes = ServerUse.size(data.resolve("data"));
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
    int rate = 2_000;
    int streams = 20;
    try (AppendLoad load = new AppendLoad(port, streams, rate / streams)) {
      load.run(Math.max(120, 6 * seconds));
      bytes = load.count() * AppendLoad.MESSAGE_BYTES;
    }
    Thread.sleep(40_000);
    double puts =
        metric("durable_streams_archive_uploads_total")
            + metric("durable_streams_archive_compactions_total")
            - uploads
            - compactions;
    double kept = metric("durable_streams_archive_objects");
    print("objects written for 1 GiB, 20 streams with 100 appends/s each", "%,.0f", puts / bytes * (1L << 30));
    print("of these kept once they are merged", "%,.0f", kept / bytes * (1L << 30));
  }

  private double metric(String name) throws Exception {
    String all = Loopback.body(port + 1, "/metrics");
    Matcher matcher = Pattern.compile("(?m)^" + name + " ([0-9.E+]+)$").matcher(all);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  // A cluster.

  private void clusters(List<String> parts) throws Exception {
    ServerUse.remove(cluster);
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
      ServerUse.remove(cluster);
    }
  }

  /** In turns, so that a machine that gets slower or faster does the same to both. */
  private void readers(String leader, String follower) throws Exception {
    List<Long> pid = List.of(pid(leader));
    // The compilers of the JVM are done with what is measured then.
    try (AppendLoad load = new AppendLoad(port(leader), 64, 0)) {
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
    List<Long> engine = ServerUse.tree(engine());
    try (AppendLoad load = new AppendLoad(port(leader), 64, 0)) {
      load.run(seconds);
      List<Long> follower = List.of(pid(followers.getFirst()));
      double applied = ServerUse.cpu(follower);
      double kept = ServerUse.cpu(engine);
      long count = load.count();
      measured(load, List.of(pid(leader)), "appends, at a leader with two followers");
      double appends = load.count() - count;
      print("the same at a follower", "%.0f µs", (ServerUse.cpu(follower) - applied) / appends * 1e6);
      print("the same of PostgreSQL", "%.0f µs", (ServerUse.cpu(engine) - kept) / appends * 1e6);
      for (String each : followers) {
        cluster("stop", each);
      }
      load.run(5);
      double alone = ServerUse.cpu(engine);
      count = load.count();
      measured(load, List.of(pid(leader)), "appends, at a leader without followers");
      print("the same of PostgreSQL", "%.0f µs", (ServerUse.cpu(engine) - alone) / (load.count() - count) * 1e6);
    }
    String follower = followers.getFirst();
    cluster("start", follower);
    try (AppendLoad load = new AppendLoad(port(follower), 64, 0)) {
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
    Matcher matcher = Pattern.compile("\"leader\":\"([abc])\"").matcher(Loopback.body(port, "/status"));
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

  /** The first process of PostgreSQL, which writes its id into its folder. */
  private long engine() throws IOException {
    return Long.parseLong(Files.readAllLines(cluster.resolve("engine/postmaster.pid")).getFirst());
  }
}
