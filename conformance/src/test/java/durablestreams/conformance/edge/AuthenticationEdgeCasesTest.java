package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireRequest;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server with both of the seed's guards on, asked to let shared caches keep what they may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationEdgeCasesTest {
  private static final String READ_SECRET = "0123456789abcdef0123456789abcdef";

  private final ServerProcess process =
      ServerProcess.start(
          ServerCommand.store("memory")
              .with("--long-poll-timeout=1s")
              .env("AUTH_TOKEN", "s3cret")
              .env("READ_JWT_SECRET", READ_SECRET)
              .env("CACHE_MODE", "shared"));

  @AfterAll
  void stop() {
    try (process) {
      process.stop();
      assertThat(process.output()).doesNotContain("s3cret").doesNotContain(READ_SECRET);
    }
  }

  private static WireRequest writer(WireRequest request) {
    return request.header("Authorization", "Bearer s3cret");
  }

  private static WireRequest reader(WireRequest request, String session) {
    return request.header(
        "Authorization", "Bearer " + token(session, Instant.now().plusSeconds(60)));
  }

  private static String token(String session, Instant expiry) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String signed =
        encoder.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + encoder.encodeToString(
                "{\"session_id\":\"%s\",\"exp\":%d}"
                    .formatted(session, expiry.getEpochSecond())
                    .getBytes(UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(READ_SECRET.getBytes(UTF_8), "HmacSHA256"));
      return signed + "." + encoder.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothingIsEverPublic() {
    TestStream stream = process.server().unusedStream();
    writer(stream.put(TEXT).body("x")).send().expect(201);
    String tail = reader(stream.request("HEAD"), "a").send().expect(200).nextOffset();
    for (HttpReply reply :
        List.of(
            reader(stream.from("-1"), "a").send().expect(200),
            reader(stream.from(tail), "a").send().expect(200),
            reader(stream.from("now"), "a").send().expect(200),
            reader(stream.longPoll("-1"), "a").send().expect(200),
            reader(stream.longPoll(tail), "a").send().expect(204),
            stream.from("-1").send().expect(401))) {
      assertThat(reply.list("Cache-Control")).as("%s", reply).doesNotContain("public").isNotEmpty();
    }
  }

  @Test
  void refusalsCarryCorsNosniffAndNoStore() {
    TestStream stream = process.server().stream("session:a");
    writer(stream.put(TEXT)).send().expect(201);
    reader(stream.from("-1"), "a").send().expect(200);
    WireRequest expired =
        stream
            .from("-1")
            .header("Authorization", "Bearer " + token("a", Instant.now().minusSeconds(3_600)));
    for (HttpReply reply :
        List.of(
            stream.post(TEXT, "x").send().expect(401),
            stream.post(TEXT, "x").header("Authorization", "Bearer wrong").send().expect(401),
            stream.from("-1").send().expect(401),
            stream.from("-1").header("Authorization", "Bearer a.b.c").send().expect(401),
            expired.send().expect(401),
            reader(stream.from("-1"), "b").send().expect(403))) {
      assertThat(reply.required("Access-Control-Allow-Origin")).as("%s", reply).isEqualTo("*");
      assertThat(reply.required("X-Content-Type-Options")).as("%s", reply).isEqualTo("nosniff");
      assertThat(reply.required("Cache-Control")).as("%s", reply).contains("no-store");
      assertThat(reply.has("WWW-Authenticate")).as("%s", reply).isEqualTo(reply.status() == 401);
    }
  }

  @Test
  void aStreamThatIsMissingIsNotToldToStrangers() {
    TestStream missing = process.server().unusedStream();
    missing.from("-1").send().expect(401);
    missing.post(TEXT, "x").send().expect(401);
    missing.request("DELETE").send().expect(401);
    reader(missing.from("-1"), "a").send().expect(404);
  }

  @Test
  void aPreflightNeedsNoToken() {
    assertThat(process.server().unusedStream().request("OPTIONS").send().status()).isIn(200, 204);
  }
}
