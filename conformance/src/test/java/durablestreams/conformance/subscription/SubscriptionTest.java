package durablestreams.conformance.subscription;

import static durablestreams.conformance.subscription.ControlClient.acks;
import static durablestreams.conformance.subscription.ControlClient.await;
import static durablestreams.conformance.subscription.ControlClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.subscription.WebhookReceiver.Answer;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the official suite leaves open about subscriptions. */
class SubscriptionTest {
  private static final long LONG_LEASE = 600_000;
  private static final String DONE = ",\"done\":true";

  private static ServerProcess process;
  private static ControlClient client;

  /** A name that no other test uses. */
  private final String name = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    process =
        ServerProcess.start(ServerCommand.of("--store=memory", "--subscriptions-development"));
    client = new ControlClient(process.server());
  }

  @AfterAll
  static void stop() {
    process.close();
  }

  private String path(String rest) {
    return name + "/" + rest;
  }

  @Test
  void aLateDoneOfAnOldWakeAcknowledgesNothing() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    try (WebhookReceiver receiver =
        new WebhookReceiver(wake -> {
          if (wake.path("generation").asLong() == 1) {
            awaitLatch(second);
            return Answer.DONE;
          }
          return Answer.LATER;
        })) {
      client.webhook(name, name + "/*", receiver.url(), LONG_LEASE);
      client.append(path("a"), "1");
      JsonNode first = receiver.next();
      String acked = client.tail(path("a"));
      assertThat(
              json(client.act("callback", name, first, acks(path("a"), acked) + DONE).expect(200)))
          .isEqualTo(json("{\"ok\":true,\"next_wake\":false}"));
      client.append(path("a"), "2");
      assertThat(receiver.next().path("generation").asLong()).isEqualTo(2);
      second.countDown();
      await("the second wake", () -> client.show(name).path("generation").asLong() == 2);
      assertThat(client.act("callback", name, first, DONE).expect(409).status()).isEqualTo(409);
      assertThat(client.acked(name, path("a"))).isEqualTo(acked);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static JsonNode json(HttpReply reply) {
    return ControlClient.json(reply);
  }

  @Test
  void aFailedDeliveryIsRepeatedUnderTheSameWake() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver(wake -> new Answer(503, "{}"))) {
      client.webhook(name, name + "/*", receiver.url(), LONG_LEASE);
      client.append(path("a"), "1");
      JsonNode first = receiver.next();
      await("the failure", () -> client.show(name).path("status").asText().equals("failed"));
      JsonNode again = receiver.next();
      assertThat(again.path("wake_id")).isEqualTo(first.path("wake_id"));
      client
          .act("callback", name, again, acks(path("a"), client.tail(path("a"))) + DONE)
          .expect(200);
      await("recovery", () -> client.show(name).path("status").asText().equals("active"));
    }
  }

  @Test
  void acknowledgementsAreCheckedBeforeAnyIsApplied() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.append(path("a"), "[1,2]");
    client.append(path("b"), "1");
    JsonNode claim = client.claim(name, "w");
    String tail = client.tail(path("a"));
    String start = client.acked(name, path("a"));
    for (String wrong :
        new String[] {
          "{\"stream\":\"" + path("none") + "\",\"offset\":\"" + tail + "\"}",
          "{\"stream\":\"" + path("b") + "\",\"offset\":\"0000000000000009_0000000000000000\"}",
          "{\"stream\":\"" + path("b") + "\",\"offset\":\"-1\"}",
          "{\"stream\":\"" + path("b") + "\",\"offset\":\"now\"}"
        }) {
      String both = ",\"acks\":[{\"stream\":\"" + path("a") + "\",\"offset\":\"" + tail + "\"},";
      HttpReply reply = client.act("ack", name, claim, both + wrong + "]" + DONE);
      assertThat(reply.status()).as(wrong).isEqualTo(409);
      assertThat(code(reply)).isEqualTo("INVALID_OFFSET");
      assertThat(client.acked(name, path("a"))).isEqualTo(start);
    }
    client.act("ack", name, claim, acks(path("a"), tail)).expect(200);
    assertThat(client.acked(name, path("a"))).isEqualTo(tail);
    HttpReply back = client.act("ack", name, claim, acks(path("a"), start));
    assertThat(code(back)).isEqualTo("INVALID_OFFSET");
    assertThat(json(client.act("ack", name, claim, DONE).expect(200)).path("next_wake").asBoolean())
        .isTrue();
  }

  @Test
  void anExpiredLeaseIsFencedAndWakesAgain() {
    client.pullWake(name, name + "/*", 1_000);
    client.append(path("a"), "1");
    JsonNode first = client.claim(name, "one");
    JsonNode second = client.claim(name, "two");
    assertThat(second.path("generation").asLong()).isGreaterThan(first.path("generation").asLong());
    assertThat(code(client.act("ack", name, first, DONE))).isEqualTo("FENCED");
    assertThat(code(client.act("release", name, first, ""))).isEqualTo("FENCED");
  }

  @Test
  void aHeartbeatRenewsTheToken() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.append(path("a"), "1");
    JsonNode claim = client.claim(name, "w");
    JsonNode beat = json(client.act("ack", name, claim, "").expect(200));
    assertThat(beat.path("ok").asBoolean()).isTrue();
    String body =
        "{\"wake_id\":\"%s\",\"generation\":%d,\"acks\":[],\"done\":true}"
            .formatted(claim.path("wake_id").asText(), claim.path("generation").asLong());
    client
        .request("POST", "/" + name + "/ack", body)
        .header("Authorization", "Bearer " + beat.path("token").asText())
        .send()
        .expect(200);
  }

  @Test
  void aReleaseWritesAnotherWakeEvent() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.append(path("a"), "1");
    JsonNode claim = client.claim(name, "w");
    client.act("release", name, claim, "").expect(204);
    await(
        "the second event",
        () ->
            process.server().stream("wake/" + name)
                .from("-1")
                .send()
                .text()
                .contains("\"generation\":2"));
  }

  @Test
  void aMissingWakeStreamIsReportedAndTriedAgain() {
    client
        .request(
            "PUT",
            "/" + name,
            "{\"type\":\"pull-wake\",\"pattern\":\"%s/*\",\"wake_stream\":\"wake/%s\"}"
                .formatted(name, name))
        .send()
        .expect(201);
    client.append(path("a"), "1");
    await("the failure", () -> client.show(name).path("status").asText().equals("failed"));
    process.server().stream("wake/" + name).put("application/json").send().expect(201);
    await(
        "the event",
        () -> process.server().stream("wake/" + name).from("-1").send().text().contains(path("a")));
    await("recovery", () -> client.show(name).path("status").asText().equals("active"));
  }

  @Test
  void anIdThatComesBackContinuesItsGenerations() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.append(path("a"), "1");
    JsonNode old = client.claim(name, "w");
    client.request("DELETE", "/" + name).send().expect(204);
    client.request("DELETE", "/" + name).send().expect(204);
    client.request("GET", "/" + name).send().expect(404);
    assertThat(code(client.act("ack", name, old, DONE))).isEqualTo("SUBSCRIPTION_NOT_FOUND");
    process.server().stream("wake/" + name).request("DELETE").send().expect(204);
    client.pullWake(name, name + "/*", LONG_LEASE);
    assertThat(client.tryToClaim(name, "w").status()).isEqualTo(409);
    client.append(path("a"), "2");
    JsonNode claim = client.claim(name, "w");
    assertThat(claim.path("generation").asLong()).isGreaterThan(old.path("generation").asLong());
    assertThat(code(client.act("ack", name, old, DONE))).isEqualTo("FENCED");
  }

  @Test
  void anExplicitLinkThatIsRemovedLeavesTheOneOfThePattern() {
    client.append(path("a"), "1");
    client.pullWake(name, name + "/*", LONG_LEASE);
    String streams = "{\"streams\":[\"" + path("a") + "\",\"elsewhere/" + name + "\"]}";
    client.request("POST", "/" + name + "/streams", streams).send().expect(204);
    client.request("POST", "/" + name + "/streams", streams).send().expect(204);
    assertThat(client.link(name, path("a")).path("link_type").asText()).isEqualTo("explicit");
    for (String removed : new String[] {path("a"), "elsewhere/" + name, "never/linked"}) {
      client
          .request("DELETE", "/" + name + "/streams/" + removed.replace("/", "%2F"))
          .send()
          .expect(204);
    }
    assertThat(client.link(name, path("a")).path("link_type").asText()).isEqualTo("glob");
    assertThat(client.show(name).path("streams")).hasSize(1);
  }

  @Test
  void aPatternDoesNotMatchWakeStreams() {
    client.server().stream(path("wake")).put("application/json").send().expect(201);
    client
        .request(
            "PUT",
            "/" + name,
            "{\"type\":\"pull-wake\",\"pattern\":\"%s/**\",\"wake_stream\":\"%s\"}"
                .formatted(name, path("wake")))
        .send()
        .expect(201);
    client.append(path("a"), "1");
    JsonNode claim = client.claim(name, "w");
    assertThat(claim.path("streams")).hasSize(1);
    assertThat(
            json(client
                    .act("ack", name, claim, acks(path("a"), client.tail(path("a"))) + DONE)
                    .expect(200))
                .path("next_wake")
                .asBoolean())
        .isFalse();
  }

  @Test
  void aStreamThatIsCreatedAgainIsPendingFromItsStart() {
    client.append(path("a"), "[1,2,3]");
    client.pullWake(name, name + "/*", LONG_LEASE);
    process.server().stream(path("a")).request("DELETE").send().expect(204);
    client.append(path("a"), "1");
    JsonNode claim = client.claim(name, "w");
    JsonNode stream = claim.path("streams").path(0);
    assertThat(stream.path("acked_offset").asText()).isEqualTo("0000000000000000_0000000000000000");
    assertThat(stream.path("has_pending").asBoolean()).isTrue();
    client.act("ack", name, claim, acks(path("a"), client.tail(path("a"))) + DONE).expect(200);
  }

  @Test
  void aDeletedStreamDoesNotHoldItsWorkerUp() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.append(path("a"), "1");
    JsonNode claim = client.claim(name, "w");
    String tail = client.tail(path("a"));
    process.server().stream(path("a")).request("DELETE").send().expect(204);
    assertThat(
            json(client.act("ack", name, claim, acks(path("a"), tail) + DONE).expect(200))
                .path("next_wake")
                .asBoolean())
        .isFalse();
    assertThat(client.show(name).path("streams")).isEmpty();
  }

  @Test
  void anExpiredStreamIsNotPending() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    process.server().stream(path("a"))
        .put("application/json")
        .header("Stream-TTL", "1")
        .body("1")
        .send()
        .expect(201);
    JsonNode claim = client.claim(name, "w");
    await("expiry", () -> client.show(name).path("streams").isEmpty());
    assertThat(json(client.act("ack", name, claim, DONE).expect(200)).path("next_wake").asBoolean())
        .isFalse();
    assertThat(code(client.tryToClaim(name, "w"))).isEqualTo("NO_PENDING_WORK");
  }

  @Test
  void anExplicitLinkOutlivesItsStream() {
    client.append(path("a"), "1");
    client.pullWake(name, "none/" + name, LONG_LEASE);
    String streams = "{\"streams\":[\"" + path("a") + "\"]}";
    client.request("POST", "/" + name + "/streams", streams).send().expect(204);
    process.server().stream(path("a")).request("DELETE").send().expect(204);
    assertThat(client.link(name, path("a")).path("link_type").asText()).isEqualTo("explicit");
    client.append(path("a"), "2");
    JsonNode claim = client.claim(name, "w");
    assertThat(claim.path("streams").path(0).path("acked_offset").asText())
        .isEqualTo("0000000000000000_0000000000000000");
  }

  @Test
  void whatAForkInheritsIsPending() {
    client.append(path("source"), "[1,2]");
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.server().stream(path("fork"))
        .put("application/json")
        .header("Stream-Forked-From", "/v1/stream/" + path("source"))
        .send()
        .expect(201);
    JsonNode claim = client.claim(name, "w");
    JsonNode first = claim.path("streams").path(0);
    assertThat(first.path("path").asText()).isEqualTo(path("fork"));
    assertThat(first.path("acked_offset").asText()).isEqualTo("0000000000000000_0000000000000000");
    assertThat(first.path("tail_offset").asText()).isEqualTo(client.tail(path("fork")));
    assertThat(claim.path("streams").path(1).path("has_pending").asBoolean()).isFalse();
  }

  @Test
  void whatIsInAClosedStreamIsAcknowledged() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.append(path("a"), "1");
    process.server().stream(path("a")).request("POST").header("Stream-Closed", "true").send();
    JsonNode claim = client.claim(name, "w");
    String acks = acks(path("a"), client.tail(path("a"))) + DONE;
    assertThat(json(client.act("ack", name, claim, acks).expect(200)).path("next_wake").asBoolean())
        .isFalse();
  }

  @Test
  void whatIsStoredBeforeTheSubscriptionIsNotPending() {
    client.append(path("a"), "1");
    client.pullWake(name, name + "/*", LONG_LEASE);
    assertThat(client.acked(name, path("a"))).isEqualTo(client.tail(path("a")));
    assertThat(code(client.tryToClaim(name, "w"))).isEqualTo("NO_PENDING_WORK");
  }

  /**
   * The calls of the stream client in electric's agents-server: ids and paths are encoded as single
   * segments, all streams are below the one of a service, and acknowledgements may name a path.
   */
  @Test
  void theCallsOfAnAgentsServerWork() {
    String id = "agent%3A" + name + "%20%2B";
    String service = name + "/";
    client.server().stream(service + "wake").put("application/json").send().expect(201);
    String body =
        "{\"type\":\"pull-wake\",\"streams\":[\"%sa\"],\"wake_stream\":\"%swake\",\"description\":\"d\"}"
            .formatted(service, service);
    client.request("GET", "/" + id).send().expect(404);
    HttpReply created =
        client
            .request("PUT", "/" + id, body)
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .send()
            .expect(201);
    assertThat(json(created).path("subscription_id").asText()).isEqualTo("agent:" + name + " +");
    client.request("PUT", "/" + id, body).send().expect(200);
    client
        .request("POST", "/" + id + "/streams", "{\"streams\":[\"" + service + "b\"]}")
        .send()
        .expect(204);
    client.request("DELETE", "/" + id + "/streams/" + name + "%2Fb").send().expect(204);
    client.append(service + "a", "{\"n\":1}");
    client.server().stream(service + "fork")
        .put("application/json")
        .header("Stream-Forked-From", "/v1/stream/" + service + "a")
        .header("Stream-Fork-Offset", "0000000000000000_0000000000000000")
        .header("Stream-Fork-Sub-Offset", "1")
        .send()
        .expect(201);
    JsonNode claim = client.claim(id, "w");
    String acks =
        ",\"acks\":[{\"path\":\"%sa\",\"offset\":\"%s\"}]"
            .formatted(service, claim.path("streams").path(0).path("tail_offset").asText());
    client.act("ack", id, claim, acks).expect(200);
    client.act("release", id, claim, "").expect(204);
    client.request("POST", "/none%20at%20all/claim", "{\"worker\":\"w\"}").send().expect(404);
    client.request("DELETE", "/" + id).send().expect(204);
    client.request("GET", "/" + id).send().expect(404);
  }

  @Test
  void subscriptionsAreListed() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    String before = name.substring(0, name.length() - 1);
    JsonNode list = json(client.request("GET", "?after=" + before).send().expect(200));
    assertThat(list.path("subscriptions").path(0).path("id").asText()).isEqualTo(name);
    assertThat(client.request("GET", "?after=%2F").send().status()).isEqualTo(400);
  }

  @Test
  void aConfirmationWithAnotherConfigurationIsAConflict() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    String other =
        "{\"type\":\"pull-wake\",\"pattern\":\"other/*\",\"wake_stream\":\"wake/%s\"}"
            .formatted(name);
    HttpReply reply = client.request("PUT", "/" + name, other).send();
    assertThat(reply.status()).isEqualTo(409);
    assertThat(code(reply)).isEqualTo("SUBSCRIPTION_ALREADY_EXISTS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{} x",
        "{\"type\":\"pull-wake\"}",
        "{\"type\":\"pull-wake\",\"pattern\":\"a\"}",
        "{\"type\":\"webhook\",\"pattern\":\"a\"}",
        "{\"type\":\"webhook\",\"pattern\":\"a\",\"webhook\":\"x\"}",
        "{\"type\":\"other\",\"pattern\":\"a\"}",
        "{\"type\":1,\"pattern\":\"a\"}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"pattern\":\"a*\"}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"pattern\":\"\"}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"streams\":[]}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"streams\":[1]}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"streams\":[\"w\"]}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"streams\":[\"__ds/x\"]}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"pattern\":\"a\",\"lease_ttl_ms\":999}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"pattern\":\"a\",\"lease_ttl_ms\":600001}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"pattern\":\"a\",\"lease_ttl_ms\":1e99}",
        "{\"type\":\"pull-wake\",\"wake_stream\":\"w\",\"pattern\":\"a\","
            + "\"lease_ttl_ms\":99999999999999999999}"
      })
  void bodiesThatAreWrongAreRefused(String body) {
    HttpReply reply = client.request("PUT", "/" + name, body).send();
    assertThat(reply.status()).as("%s", reply).isEqualTo(400);
    assertThat(code(reply)).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void requestsOfWorkersThatAreWrongAreRefused() {
    client.pullWake(name, name + "/*", LONG_LEASE);
    client.append(path("a"), "1");
    JsonNode claim = client.claim(name, "w");
    for (String wrong :
        new String[] {
          ",\"acks\":1", ",\"acks\":[1]", ",\"acks\":[{}]", ",\"done\":1", ",\"acks\":{}"
        }) {
      assertThat(client.act("ack", name, claim, wrong).status()).as(wrong).isEqualTo(400);
    }
    HttpReply without =
        client.request("POST", "/" + name + "/ack", "{\"wake_id\":\"w\",\"generation\":1}").send();
    assertThat(without.status()).isEqualTo(401);
    assertThat(code(without)).isEqualTo("TOKEN_INVALID");
    assertThat(client.request("POST", "/" + name + "/claim", "{}").send().status()).isEqualTo(400);
    assertThat(client.request("POST", "/none/claim", "{\"worker\":\"w\"}").send().status())
        .isEqualTo(404);
  }

  @Test
  void largeBodiesAndLongIdsAreRefused() {
    String large = "{\"description\":\"" + "a".repeat(1 << 20) + "\"}";
    assertThat(client.request("PUT", "/" + name, large).send().status()).isEqualTo(413);
    assertThat(client.request("PUT", "/" + "a".repeat(257), "{}").send().status()).isEqualTo(400);
    assertThat(client.request("GET", "/" + "a".repeat(256)).send().status()).isEqualTo(404);
    assertThat(client.request("PATCH", "/" + name).send().status()).isEqualTo(405);
    assertThat(client.request("POST", "/" + name).send().status()).isEqualTo(405);
    assertThat(client.request("POST", "/" + name + "/other").send().status()).isEqualTo(404);
  }
}
