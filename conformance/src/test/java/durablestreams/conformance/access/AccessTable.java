package durablestreams.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.access.Endpoint.Place;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A table of what the server answers: a row for each {@link Endpoint}, a column for each kind of
 * credentials, a status in each cell. What else goes with the status is the same everywhere and is
 * checked for every cell.
 */
record AccessTable(List<Cell> cells) {
  /** What each error code of the table is called. */
  private static final Map<Integer, String> CODES =
      Map.of(
          401, "unauthenticated",
          403, "forbidden",
          404, "not_found stream_not_found",
          405, "method_not_allowed");

  /**
   * @param everyone whether everyone may read the stream, so that shared caches may keep the answer
   */
  record Cell(Endpoint endpoint, String credentials, int status, boolean everyone) {
    String cache() {
      return everyone ? "public, max-age=1" : endpoint.cache();
    }
  }

  /**
   * Reads a table whose columns have at least two spaces between them.
   *
   * @param everyones the reads of pages at the tail that are granted to everyone, in shared mode
   */
  static AccessTable parse(String text, Endpoint... everyones) {
    List<String> lines = text.lines().toList();
    String[] names = lines.getFirst().strip().split(" {2,}");
    var cells = new ArrayList<Cell>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" {2,}");
      assertThat(words).as(line).hasSize(names.length + 1);
      for (int i = 0; i < names.length; i++) {
        Endpoint endpoint = Endpoint.of(words[0]);
        boolean everyone = List.of(everyones).contains(endpoint);
        cells.add(new Cell(endpoint, names[i], Integer.parseInt(words[i + 1]), everyone));
      }
    }
    assertThat(cells.stream().map(Cell::endpoint).distinct())
        .as("rows of the table")
        .containsExactlyInAnyOrder(Endpoint.values());
    return new AccessTable(cells);
  }

  /**
   * What one cell is about.
   *
   * @param tokens the bearer token of each column; a column without one sends none
   */
  record Scene(Place place, Map<String, String> tokens) {}

  /** A test for each cell, each in a scene of its own. */
  Stream<DynamicTest> tests(Supplier<Scene> scenes) {
    return cells.stream()
        .map(cell ->
            DynamicTest.dynamicTest(
                cell.endpoint() + ", " + cell.credentials() + ": " + cell.status(),
                () -> {
                  Scene scene = scenes.get();
                  String token = scene.tokens().get(cell.credentials());
                  check(cell, scene.place(), Optional.ofNullable(token));
                }));
  }

  private static void check(Cell cell, Place place, Optional<String> token) {
    WireRequest request = cell.endpoint().request(place);
    if (token.isPresent()) {
      request = request.header("Authorization", "Bearer " + token.get());
    }
    HttpReply reply = send(cell, request);
    assertThat(reply.status()).as("%s: %s", cell, reply).isEqualTo(cell.status());
    checkBrowserFields(reply);
    assertThat(reply.list("Cache-Control").contains("public"))
        .isEqualTo(cell.status() < 400 && cell.everyone());
    if (cell.status() >= 400) {
      checkRefusal(cell, reply, token);
      if (!request.method().equals("HEAD")) {
        checkWords(cell, request, reply);
      }
    } else {
      checkSuccess(cell, reply);
    }
  }

  private static HttpReply send(Cell cell, WireRequest request) {
    if (cell.endpoint().isEvents() && cell.status() == 200) {
      try (SseReader events = SseReader.open(request)) {
        assertThat(events.take().data()).isEqualTo(Place.CONTENT);
        return events.head();
      }
    }
    return request.send();
  }

  private static void checkBrowserFields(HttpReply reply) {
    assertThat(reply.required("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(reply.list("Access-Control-Expose-Headers"))
        .contains("Stream-Next-Offset", "Stream-Cursor", "ETag", "Location");
    assertThat(reply.required("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.required("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
  }

  private static void checkSuccess(Cell cell, HttpReply reply) {
    assertThat(reply.has("WWW-Authenticate")).isFalse();
    assertThat(reply.required("Cache-Control")).isEqualTo(cell.cache());
    if (cell.cache().startsWith("private")) {
      assertThat(reply.list("Vary")).contains("Authorization");
    }
    if (!cell.endpoint().body().isEmpty()) {
      assertThat(reply.text()).isEqualTo(cell.endpoint().body());
    }
    if (reply.status() == 204 || reply.status() == 304) {
      assertThat(reply.body()).isEmpty();
    }
  }

  private static void checkRefusal(Cell cell, HttpReply reply, Optional<String> token) {
    assertThat(reply.required("Cache-Control")).isEqualTo("no-store");
    for (String told : List.of("Stream-Next-Offset", "ETag", "Stream-Closed", "Stream-TTL")) {
      assertThat(reply.has(told)).as("%s in %s", told, reply).isFalse();
    }
    if (cell.status() != 401) {
      assertThat(reply.has("WWW-Authenticate")).isFalse();
    } else if (token.isEmpty()) {
      // RFC 6750, 3: no error where there were no credentials.
      assertThat(reply.required("WWW-Authenticate")).isEqualTo("Bearer realm=\"durable-streams\"");
    } else {
      assertThat(reply.required("WWW-Authenticate"))
          .startsWith("Bearer realm=\"durable-streams\", error=\"invalid_token\"");
    }
  }

  /** The body in both forms: a line of text, and JSON for who accepts it. */
  private static void checkWords(Cell cell, WireRequest request, HttpReply text) {
    if (cell.endpoint().isControl() && cell.status() == 404) {
      assertThat(text.required("Content-Type")).isEqualTo("application/json");
      assertThat(text.text()).startsWith("{\"error\":{\"code\":\"SUBSCRIPTION_NOT_FOUND\"");
      return;
    }
    assertThat(text.required("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(text.text()).matches("[a-z_A-Z][^\\n]{5,200}\\n");
    HttpReply json = request.header("Accept", "application/json").send().expect(cell.status());
    assertThat(json.required("Content-Type")).isEqualTo("application/json");
    String codes = CODES.get(cell.status()).replace(' ', '|');
    assertThat(json.text())
        .matches("\\{\"error\":\\{\"code\":\"(" + codes + ")\",\"message\":\"[^\\n]+\"}}\\n");
  }
}
