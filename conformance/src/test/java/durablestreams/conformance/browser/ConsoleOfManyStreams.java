package durablestreams.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import durablestreams.adapters.sqlite.SqliteDatabase;
import durablestreams.adapters.sqlite.SqliteSettings;
import durablestreams.adapters.sqlite.SqliteStreamStore;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Measurement by hand of the console and the admin API on a server with a million streams; prints
 * times and asserts none. Its name keeps it out of every build; docs/performance.md has the command
 * and figures.
 */
class ConsoleOfManyStreams {

  private static final int STREAMS = Integer.getInteger("streams", 1_000_000);
  private static final int GROUP = 2_000;
  private static final int OPENINGS = 20;
  private static final int PAGES = 200;
  private static final int PAGE = 1_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void measure() throws Exception {
    int port = freePort();
    ServerCommand command =
        ServerCommand.store("sqlite")
            // Which would catch up with a million streams that no server has created.
            .with("--registry=off")
            .env("ADMIN_PORT", Integer.toString(port))
            .asInstalled();
    try (ServerProcess server = ServerProcess.start(command)) {
      server.stop();
      fill(emptied(server.data()));
      server.restart();
      open(port);
      list(port);
    }
  }

  private static Path emptied(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return folder;
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static String name(int number) {
    return "orders/%03d/%07d".formatted(number % 1_000, number);
  }

  /** Writes the streams into an empty store, each hundredth with a message. */
  private static void fill(Path folder) {
    long start = System.nanoTime();
    SqliteDatabase database =
        SqliteDatabase.open(
            new SqliteSettings(folder, 1),
            Runnable::run,
            Runnable::run,
            task -> {},
            InstantSource.system());
    try (SqliteStreamStore store = new SqliteStreamStore(database)) {
      List<StreamChange> group = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        group.addAll(created(i));
        if (group.size() >= GROUP || i == STREAMS - 1) {
          store.commit(List.copyOf(group));
          group.clear();
        }
      }
    }
    System.out.printf("%,d streams made in %.0f s%n", STREAMS, seconds(start));
  }

  private static List<StreamChange> created(int number) {
    byte[] message = ("{\"order\":" + number + "}").getBytes(StandardCharsets.UTF_8);
    CreateIntent intent =
        new CreateIntent(
            new StreamPath(name(number)),
            ContentType.JSON,
            null,
            number % 100 == 0
                ? new ParsedBody.Messages(JoinedMessages.ofJson(message))
                : ParsedBody.EMPTY,
            false,
            ForkPoint.NONE);
    return CreationRules.decide(
            null, null, intent, new StreamKey(number + 1), RotationPolicy.NEVER, Instant.now())
        .changes();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Opens the console in a browser that runs, from the address to the list that is shown. */
  private static void open(int port) throws Exception {
    List<Double> times = new ArrayList<>();
    try (BrowserTab tab = BrowserTab.open("about:blank")) {
      for (int i = 0; i < OPENINGS; i++) {
        tab.evaluate("location = 'http://127.0.0.1:%d/console?%d'".formatted(port, i));
        tab.await("location.search === '?%d' && !!window.performance".formatted(i));
        tab.await("performance.getEntriesByName('streams shown').length > 0");
        times.add(
            tab.evaluate("performance.getEntriesByName('streams shown')[0].startTime").asDouble());
      }
    }
    System.out.printf("the console opened first in %.0f ms%n", times.getFirst());
    print("the console opens", times);
  }

  /** Pages of the list from anywhere in it. */
  private void list(int port) throws Exception {
    Random random = new Random(1);
    List<Double> times = new ArrayList<>();
    String list = "http://127.0.0.1:" + port + "/admin/streams?limit=" + PAGE + "&after=";
    for (int i = 0; i < PAGES; i++) {
      String after = name(random.nextInt(STREAMS));
      HttpRequest request = HttpRequest.newBuilder(URI.create(list + after)).build();
      long start = System.nanoTime();
      String body = http.send(request, BodyHandlers.ofString()).body();
      times.add(seconds(start) * 1e3);
      JsonNode page = MAPPER.readTree(body);
      if (page.path("streams").isEmpty()) {
        throw new AssertionError(body);
      }
    }
    print("a page of " + PAGE + " streams takes", times.subList(PAGES / 2, PAGES));
  }

  private static void print(String what, List<Double> times) {
    List<Double> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    System.out.printf(
        "%s %.0f ms (median), %.0f ms (90th percentile)%n",
        what, sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 9 / 10));
  }
}
