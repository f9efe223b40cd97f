package durablestreams.conformance.subscription;

import static durablestreams.conformance.subscription.ControlClient.acks;
import static durablestreams.conformance.subscription.ControlClient.await;
import static durablestreams.conformance.subscription.ControlClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The streams of a subscription: as many as it may have, and streams that are archived. */
class LinkedStreamsTest {
  private static final int MOST = 10_000;
  private static final long LONG_LEASE = 600_000;
  private static final String DONE = ",\"done\":true";

  @Test
  void aSubscriptionOfTenThousandStreamsWakesForOneOfThemAndTakesNoOther() {
    try (ServerProcess process =
        ServerProcess.start(ServerCommand.of("--store=memory", "--subscriptions-development"))) {
      ControlClient client = new ControlClient(process.server());
      client.pullWake("s", "by-pattern/*", LONG_LEASE);
      assertThat(client.show("s").path("links_full").asBoolean()).isFalse();
      assertThat(link(client, 0, MOST).status()).isEqualTo(204);
      HttpReply refused = link(client, MOST, MOST + 1);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(code(refused)).isEqualTo("TOO_MANY_LINKS");
      JsonNode shown = client.show("s");
      assertThat(shown.path("streams")).hasSize(MOST);
      assertThat(shown.path("links_full").asBoolean()).isTrue();

      client.append("by-pattern/not-linked", "1");
      client.append(name(7_777), "1");
      JsonNode claim = client.claim("s", "w");
      assertThat(claim.path("streams")).hasSize(1);
      assertThat(claim.path("streams").path(0).path("path").asText()).isEqualTo(name(7_777));
      String done = acks(name(7_777), client.tail(name(7_777))) + DONE;
      HttpReply acked = client.act("ack", "s", claim, done).expect(200);
      assertThat(ControlClient.json(acked).path("next_wake").asBoolean()).isFalse();
    }
  }

  private static HttpReply link(ControlClient client, int from, int to) {
    String names =
        IntStream.range(from, to)
            .mapToObj(i -> '"' + name(i) + '"')
            .collect(Collectors.joining(",", "{\"streams\":[", "]}"));
    return client.request("POST", "/s/streams", names).send();
  }

  private static String name(int number) {
    return "explicit/" + number;
  }

  @Test
  void theCursorOfAStreamThatIsArchivedStays() {
    ServerCommand rotating =
        ServerCommand.of("--subscriptions-development")
            .env("SEGMENT_MAX_MESSAGES", "3")
            .env("SEGMENT_IDLE", "300ms")
            .env("UPLOAD_DELAY", "0s")
            .env("ARCHIVE_GRACE", "0s");
    try (ServerProcess process = ServerProcess.start(rotating)) {
      ControlClient client = new ControlClient(process.server());
      client.pullWake("s", "a/*", LONG_LEASE);
      client.append("a/1", "[1,2,3,4,5]");
      String middle = client.tail("a/1");
      client.append("a/1", "[6,7,8,9]");
      archived(process);

      JsonNode claim = client.claim("s", "w");
      HttpReply half = client.act("ack", "s", claim, acks("a/1", middle)).expect(200);
      assertThat(ControlClient.json(half).path("ok").asBoolean()).isTrue();
      assertThat(client.acked("s", "a/1")).isEqualTo(middle);
      assertThat(process.server().stream("a/1").from(middle).send().expect(200).text())
          .isEqualTo("[6,7,8,9]");
      HttpReply rest = client.act("ack", "s", claim, DONE).expect(200);
      assertThat(ControlClient.json(rest).path("next_wake").asBoolean()).isTrue();

      archived(process);
      JsonNode again = client.claim("s", "w");
      assertThat(again.path("streams").path(0).path("acked_offset").asText()).isEqualTo(middle);
      String all = acks("a/1", client.tail("a/1")) + DONE;
      HttpReply last = client.act("ack", "s", again, all).expect(200);
      assertThat(ControlClient.json(last).path("next_wake").asBoolean()).isFalse();
    }
  }

  private static void archived(ServerProcess process) {
    await(
        "all rows are archived",
        () -> {
          String status = process.server().request("GET", "/status").send().text();
          return status.contains("\"pendingSegments\":0,") && status.contains("\"hotRows\":0,");
        });
  }
}
