package durablestreams.conformance.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Client of the control paths of one server. */
record ControlClient(StreamServer server) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String ROOT = "/v1/stream/__ds/subscriptions";

  static JsonNode json(HttpReply reply) {
    try {
      return JSON.readTree(reply.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WireRequest request(String method, String path) {
    return server.request(method, ROOT + path);
  }

  WireRequest request(String method, String path, String json) {
    return request(method, path).header("Content-Type", "application/json").body(json);
  }

  /** Creates a pull-wake subscription with its wake stream. */
  void pullWake(String id, String pattern, long leaseMillis) {
    server.stream("wake/" + id).put("application/json").body("[]").send().expect(201);
    request(
            "PUT",
            "/" + id,
            """
            {"type":"pull-wake","pattern":"%s","wake_stream":"wake/%s","lease_ttl_ms":%d}
            """
                .formatted(pattern, id, leaseMillis))
        .send()
        .expect(201);
  }

  void webhook(String id, String pattern, String url, long leaseMillis) {
    request(
            "PUT",
            "/" + id,
            """
            {"type":"webhook","pattern":"%s","webhook":{"url":"%s"},"lease_ttl_ms":%d}
            """
                .formatted(pattern, url, leaseMillis))
        .send()
        .expect(201);
  }

  void append(String stream, String json) {
    server.stream(stream).put("application/json").send();
    server.stream(stream).post("application/json", json).send().expect(204);
  }

  JsonNode show(String id) {
    return json(request("GET", "/" + id).send().expect(200));
  }

  /** The link to a stream; missing if there is none. */
  JsonNode link(String id, String path) {
    for (JsonNode link : show(id).path("streams")) {
      if (link.path("path").asText().equals(path)) {
        return link;
      }
    }
    return MissingNode.getInstance();
  }

  String acked(String id, String path) {
    return link(id, path).path("acked_offset").asText();
  }

  String tail(String path) {
    return server.stream(path).request("HEAD").send().required("Stream-Next-Offset");
  }

  HttpReply tryToClaim(String id, String worker) {
    return request("POST", "/" + id + "/claim", "{\"worker\":\"" + worker + "\"}").send();
  }

  /** A claim that succeeds once there is something to claim. */
  JsonNode claim(String id, String worker) {
    HttpReply[] reply = new HttpReply[1];
    await(
        "a claim of " + id,
        () -> {
          reply[0] = tryToClaim(id, worker);
          return reply[0].status() == 200;
        });
    return json(reply[0]);
  }

  /** A request of the worker that was woken or has claimed. */
  HttpReply act(String action, String id, JsonNode wake, String members) {
    String token =
        wake.has("token") ? wake.path("token").asText() : wake.path("callback_token").asText();
    return request(
            "POST",
            "/" + id + "/" + action,
            "{\"wake_id\":\"%s\",\"generation\":%d%s}"
                .formatted(
                    wake.path("wake_id").asText(), wake.path("generation").asLong(), members))
        .header("Authorization", "Bearer " + token)
        .send();
  }

  static String acks(String stream, String offset) {
    return ",\"acks\":[{\"stream\":\"" + stream + "\",\"offset\":\"" + offset + "\"}]";
  }

  static String code(HttpReply reply) {
    return json(reply).path("error").path("code").asText();
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }
}
