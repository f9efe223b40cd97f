package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the registry stream tells of every other stream, in order. */
public final class RegistryLog {
  private final Map<String, List<String>> operations = new LinkedHashMap<>();

  private RegistryLog() {}

  public static RegistryLog read(StreamServer server) throws IOException {
    var log = new RegistryLog();
    TestStream registry = server.stream("__registry__");
    var json = new ObjectMapper();
    HttpReply page;
    String next = "-1";
    do {
      page = registry.from(next).send().expect(200);
      for (JsonNode event : json.readTree(page.body())) {
        log.operations
            .computeIfAbsent(event.path("key").asText(), path -> new ArrayList<>())
            .add(event.path("headers").path("operation").asText());
      }
      next = page.nextOffset();
    } while (!page.has("Stream-Up-To-Date"));
    return log;
  }

  /** How many lives of streams it tells of; each was begun and ended, and begun before ended. */
  public int endedLives() {
    int lives = 0;
    for (Map.Entry<String, List<String>> stream : operations.entrySet()) {
      List<String> told = stream.getValue();
      for (int i = 0; i < told.size(); i++) {
        assertThat(told.get(i))
            .as("event %s of %s: %s", i, stream.getKey(), told)
            .isEqualTo(i % 2 == 0 ? "insert" : "delete");
      }
      assertThat(told.size() % 2).as("events of %s: %s", stream.getKey(), told).isZero();
      lives += told.size() / 2;
    }
    return lives;
  }
}
