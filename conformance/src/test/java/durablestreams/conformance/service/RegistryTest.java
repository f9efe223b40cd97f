package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.OFF;
import static durablestreams.conformance.service.TestService.TEXT;
import static durablestreams.conformance.service.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {

  @TempDir private Path folder;
  private final FaultySegmentArchive archive = TestService.newArchive();

  private static List<JsonNode> events(TestService server) {
    try {
      List<JsonNode> events = new ArrayList<>();
      new ObjectMapper().readTree("[" + server.readAll("__registry__") + "]").forEach(events::add);
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> told(TestService server) {
    return events(server).stream()
        .map(e -> e.path("headers").path("operation").asText() + " " + e.path("key").asText())
        .toList();
  }

  @Test
  void tellsOfEveryCreationAndDeletionOnceAndInOrder() {
    List<String> expected = new ArrayList<>();
    for (int start = 0; start < 4; start++) {
      try (TestService server = TestService.start(folder, archive)) {
        for (int i = 0; i < 20; i++) {
          String path = "s/" + start + "/" + i + "/\"quoted\\\"";
          server.create(path, TEXT);
          expected.add("insert " + path);
          if (i % 3 == 0) {
            server.service.delete().delete(new StreamPath(path), OFF);
            expected.add("delete " + path);
          }
        }
        // Some of it is told only after the next start.
        if (start % 2 == 1) {
          await("all events are told", () -> told(server).size() == expected.size());
          assertThat(told(server)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void eventsHaveTheDocumentedShape() {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("doc", ContentType.JSON);
      await("it is told", () -> events(server).size() == 1);
      JsonNode event = events(server).getFirst();
      assertThat(event.path("type").asText()).isEqualTo("stream");
      assertThat(event.path("key").asText()).isEqualTo("doc");
      assertThat(event.path("value").path("path").asText()).isEqualTo("doc");
      assertThat(event.path("value").path("contentType").asText()).isEqualTo("application/json");
      assertThat(event.path("value").path("createdAt").asLong()).isGreaterThan(1_700_000_000_000L);
      server.service.delete().delete(new StreamPath("doc"), OFF);
      await("that is told too", () -> events(server).size() == 2);
      assertThat(events(server).getLast().has("value")).isFalse();
    }
  }

  @Test
  void expiryIsToldLikeADelete() {
    try (TestService server = TestService.start(folder, archive)) {
      server
          .service
          .create()
          .create(
              new CreateCommand(
                  new StreamPath("short"),
                  TEXT,
                  new Expiry.Sliding(1),
                  new byte[0],
                  false,
                  CreateCommand.NO_FORK),
              OFF);
      await(
          "the sweeper ends it",
          () -> told(server).equals(List.of("insert short", "delete short")));
    }
  }
}
