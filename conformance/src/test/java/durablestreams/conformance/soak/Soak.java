package durablestreams.conformance.soak;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The long runs; see {@link SoakOptions#USAGE}. */
public final class Soak {
  private static final Duration DRAIN_BOUND = Duration.ofMinutes(10);
  private static final Duration START_BOUND = Duration.ofSeconds(3);
  private static final long SMALL_DATABASE = 64L << 20;
  private static final double STEADY = 0.85;
  private static final int SAMPLES = 20;

  private final SoakOptions options;
  private final ServerProcess process;
  private final AppendLoad load;
  private final Throughput throughput = new Throughput();
  private boolean held = true;

  private Soak(SoakOptions options, ServerProcess process) {
    this.options = options;
    this.process = process;
    this.load = new AppendLoad(process.server(), options.streams(), options.connections());
  }

  public static void main(String[] arguments) throws Exception {
    SoakOptions options;
    try {
      options = SoakOptions.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + SoakOptions.USAGE);
      System.exit(2);
      return;
    }
    boolean held;
    if (options.mode().equals("mixed")) {
      try (MixedSoak soak = new MixedSoak(options.length(), options.seed())) {
        held = soak.run();
      }
    } else {
      held = measured(options);
    }
    say(held ? "Everything held." : "NOT everything held; see above.");
    System.exit(held ? 0 : 1);
  }

  private static boolean measured(SoakOptions options) throws Exception {
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("sqlite").asInstalled())) {
      Soak soak = new Soak(options, process);
      soak.load.createStreams();
      if (options.mode().equals("appends")) {
        soak.appends();
      } else {
        soak.outage();
      }
      process.stop();
      return soak.held;
    }
  }

  private void appends() throws Exception {
    long end = System.nanoTime() + options.limit().toNanos();
    Thread watch = watch();
    load.run(() -> load.total() < options.appends() && System.nanoTime() < end);
    watch.interrupt();
    watch.join();
    require("appends made", load.total() >= options.appends(), "%,d", load.total());
    say("throughput, overall: %,.0f appends/s", throughput.overall());
    if (throughput.tells()) {
      double ratio = throughput.last() / throughput.first();
      say(
          "throughput, %d s after the warm-up: %,.0f/s, last %d s: %,.0f/s",
          throughput.windowSeconds(),
          throughput.first(),
          throughput.windowSeconds(),
          throughput.last());
      require("last to first", ratio >= STEADY, "%.2f", ratio);
    }
    say("hot database at the end of the load: %,d bytes in use or free", databaseBytes());
    double drained = drain();
    say("everything in the archive, and its rows gone, after %.0f s", drained);
    say("the hot database is small after another %.0f s", shrink());
    process.stop();
    long bytes = databaseBytes();
    require("hot database after a stop, bytes", bytes < SMALL_DATABASE, "%,d", bytes);
    long begun = System.nanoTime();
    process.restart();
    double seconds = secondsSince(begun);
    require("start-up, s", seconds < START_BOUND.toSeconds(), "%.2f", seconds);
    compareSamples();
  }

  private void outage() throws Exception {
    Path uploads = process.data().resolve("archive/.uploads");
    Path away = process.data().resolve("archive/.uploads-away");
    long end = System.nanoTime() + options.limit().toNanos();
    Thread watch = watch();
    int[] looks = new int[2];
    Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(Duration.ofSeconds(20));
            Files.move(uploads, away);
            looks[0] = throughput.looks();
            say("the archive is down");
            Thread.sleep(options.outage());
            say("waiting segments: %,d; %s", number("pendingSegments"), problem());
            looks[1] = throughput.looks();
            Files.move(away, uploads);
            say("the archive is back");
          } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
          }
        });
    long over = System.nanoTime() + Duration.ofSeconds(40).plus(options.outage()).toNanos();
    load.run(() -> System.nanoTime() < Math.min(end, over));
    watch.interrupt();
    watch.join();
    double lowest = throughput.lowestBetween(looks[0], looks[1] - 1);
    require("lowest rate of any second of the outage, appends/s", lowest > 0, "%,.0f", lowest);
    double drained = drain();
    say("the backlog was gone %.0f s after the load", drained);
    compareSamples();
  }

  private Thread watch() {
    return Thread.ofPlatform()
        .daemon()
        .start(() ->
            throughput.watch(
                load::total,
                () ->
                    say(
                        "%,12d appends, %,8.0f/s now; %,d waiting segments, %,d bytes of database",
                        load.total(),
                        throughput.recent(),
                        number("pendingSegments"),
                        databaseBytes())));
  }

  /** Waits until nothing is hot any more; gives how many seconds that took. */
  private double drain() throws InterruptedException {
    long begun = System.nanoTime();
    BooleanSupplier busy = () -> number("hotRows") + number("pendingSegments") > 0;
    while (busy.getAsBoolean()) {
      if (secondsSince(begun) > DRAIN_BOUND.toSeconds()) {
        require("everything drains", false, "%s", status());
        break;
      }
      Thread.sleep(Duration.ofMillis(500));
    }
    return secondsSince(begun);
  }

  /** Waits until the database has given its space back; gives how many seconds that took. */
  private double shrink() throws InterruptedException {
    long begun = System.nanoTime();
    while (databaseBytes() >= SMALL_DATABASE && secondsSince(begun) < DRAIN_BOUND.toSeconds()) {
      Thread.sleep(Duration.ofMillis(500));
    }
    return secondsSince(begun);
  }

  private void compareSamples() {
    long bytes = 0;
    int step = Math.max(1, options.streams() / SAMPLES);
    for (int stream = 0; stream < options.streams(); stream += step) {
      bytes += load.check(stream);
    }
    say("%,d bytes of streams read and compared", bytes);
  }

  private String status() {
    return process.server().request("GET", "/status").send().expect(200).text();
  }

  private long number(String name) {
    Matcher member = Pattern.compile("\"" + name + "\":(\\d+)").matcher(status());
    if (!member.find()) {
      throw new AssertionError("the status does not tell " + name);
    }
    return Long.parseLong(member.group(1));
  }

  private String problem() {
    Matcher member = Pattern.compile("\"archiveProblem\":\"([^\"]*)").matcher(status());
    return member.find() ? member.group(1) : "";
  }

  /** The file and its write-ahead log. */
  private long databaseBytes() {
    long bytes = 0;
    for (String name : List.of("streams.db", "streams.db-wal")) {
      try {
        bytes += Files.size(process.data().resolve(name));
      } catch (IOException e) {
        // There is no write-ahead log after a stop.
      }
    }
    return bytes;
  }

  private void require(String what, boolean holds, String format, Object value) {
    held &= holds;
    say(
        "%s: %s%s",
        what, String.format(Locale.ROOT, format, value), holds ? "" : "   <-- not held");
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
