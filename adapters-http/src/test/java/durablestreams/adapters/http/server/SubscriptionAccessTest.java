package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.domain.stream.SystemStreams;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights that a subscription needs on streams besides its own name. */
class SubscriptionAccessTest {

  /** {@code X-Who: admin} may do all; others may manage subscriptions, and use {@code m/}. */
  private static final class Members implements AccessPolicy {
    @Override
    public Access decide(AccessRequest request) {
      return request.credentials().header("x-who").orElse("").equals("admin")
              || request.action() == Action.SUBSCRIBE
              || request.stream().value().startsWith("m/")
          ? new Access.Granted(Caller.ANONYMOUS)
          : new Access.Forbidden("members use m/");
    }

    @Override
    public boolean guardsReads() {
      return true;
    }
  }

  private static TestServer server;
  private static Requests http;

  private final String id = "__ds/subscriptions/" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    server = TestServer.startWithSubscriptions(new Members());
    http = new Requests(server);
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
  }

  private HttpResponse<String> put(String who, String body) {
    return http.send(
        "PUT", id, body.replace('\'', '"'), "X-Who", who, "Content-Type", "application/json");
  }

  private HttpResponse<String> pullWake(String who, String wakeStream) {
    return put(
        who, "{'type':'pull-wake','pattern':'m/*','wake_stream':'%s'}".formatted(wakeStream));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v/orders", "/v/orders", "m"})
  void aWakeStreamNeedsTheRightToAppend(String wakeStream) {
    HttpResponse<String> refused = pullWake("member", wakeStream);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("members use m/");
    assertThat(http.get(id, "X-Who", "admin").statusCode()).isEqualTo(404);
  }

  @Test
  void withTheRightToAppendASubscriptionIsCreatedAndConfirmed() {
    assertThat(pullWake("member", "m/wake").statusCode()).isEqualTo(201);
    assertThat(pullWake("member", "m/wake").statusCode()).isEqualTo(200);
  }

  @Test
  void aConfirmationNeedsTheRightToAppendAsWell() {
    assertThat(pullWake("admin", "v/orders").statusCode()).isEqualTo(201);
    assertThat(pullWake("member", "v/orders").statusCode()).isEqualTo(403);
    assertThat(pullWake("admin", "v/orders").statusCode()).isEqualTo(200);
  }

  @Test
  void aConflictIsHiddenFromCallersWithoutTheRightToAppend() {
    assertThat(pullWake("admin", "v/orders").statusCode()).isEqualTo(201);
    assertThat(pullWake("member", "v/other").statusCode()).isEqualTo(403);
    assertThat(pullWake("member", "m/wake").statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "member"})
  void theRegistryIsNoWakeStream(String who) {
    HttpResponse<String> refused = pullWake(who, SystemStreams.REGISTRY.value());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("INVALID_REQUEST");
  }

  @Test
  void aWebhookNeedsNoRightToAppend() {
    String body =
        "{'type':'webhook','pattern':'m/*','wake_stream':'v/x',"
            + "'webhook':{'url':'https://a.example/'}}";
    assertThat(put("member", body).statusCode()).isEqualTo(201);
  }
}
