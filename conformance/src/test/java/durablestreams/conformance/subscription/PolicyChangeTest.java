package durablestreams.conformance.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.WireRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy file that changes while a subscription exists. */
class PolicyChangeTest {
  private static final String TOKEN = "the-token-of-the-creator";

  @TempDir private Path folder;

  @Test
  void aSubscriptionNeverWakesForAStreamThatIsNotGrantedAnyMore() throws Exception {
    grantReading("\"a/*\", \"b/*\"");
    try (ServerProcess process =
        ServerProcess.start(
            ServerCommand.of("--store=memory", "--auth-policy-file=" + folder.resolve("p.json")))) {
      ControlClient client = new ControlClient(process.server());
      for (String stream : List.of("wake", "a/1", "b/1")) {
        authorized(process.server().stream(stream).put("application/json")).send().expect(201);
      }
      String body = "{\"type\":\"pull-wake\",\"pattern\":\"*/1\",\"wake_stream\":\"wake\"}";
      authorized(client.request("PUT", "/s", body)).send().expect(201);
      append(process, "a/1");
      append(process, "b/1");
      ControlClient.await("both", () -> links(client).size() == 2);
      grantReading("\"a/*\"");
      ControlClient.await("the change", () -> links(client).equals(List.of("a/1")));
      append(process, "b/1");
      append(process, "a/1");
      JsonNode claim = claim(client);
      assertThat(claim.path("streams")).hasSize(1);
      String acks =
          ControlClient.acks("a/1", claim.path("streams").path(0).path("tail_offset").asText());
      HttpReply done = client.act("ack", "s", claim, acks + ",\"done\":true").expect(200);
      assertThat(ControlClient.json(done).path("next_wake").asBoolean()).isFalse();
      grantReading("\"**\"");
      ControlClient.await("the grant", () -> links(client).size() == 2);
      assertThat(claim(client).path("streams").path(0).path("path").asText()).isEqualTo("b/1");
    }
  }

  private static JsonNode claim(ControlClient client) {
    HttpReply[] reply = new HttpReply[1];
    ControlClient.await(
        "a claim",
        () -> {
          reply[0] = authorized(client.request("POST", "/s/claim", "{\"worker\":\"w\"}")).send();
          return reply[0].status() == 200;
        });
    return ControlClient.json(reply[0]);
  }

  private static List<String> links(ControlClient client) {
    List<String> paths = new ArrayList<>();
    ControlClient.json(authorized(client.request("GET", "/s")).send().expect(200))
        .path("streams")
        .forEach(link -> paths.add(link.path("path").asText()));
    return paths;
  }

  private static void append(ServerProcess process, String stream) {
    authorized(process.server().stream(stream).post("application/json", "1")).send().expect(204);
  }

  private static WireRequest authorized(WireRequest request) {
    return request.header("Authorization", "Bearer " + TOKEN);
  }

  private void grantReading(String patterns) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.US_ASCII));
    String policy =
        """
        {"tokens": [{"name": "creator", "sha256": "%s", "streams": [
          {"allow": ["create", "append"], "on": ["**"]},
          {"allow": ["subscribe", "claim"], "on": ["__ds/**"]},
          {"allow": ["read"], "on": [%s]}]}]}
        """
            .formatted(HexFormat.of().formatHex(hash), patterns);
    Path next = Files.writeString(folder.resolve("next.json"), policy);
    Files.move(next, folder.resolve("p.json"), StandardCopyOption.REPLACE_EXISTING);
  }
}
