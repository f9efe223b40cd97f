package durablestreams.conformance.limits;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.harness.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that each tenant has for itself. */
class TenantLimitsTest {
  private static final String EVERYTHING = "read append create delete";
  private static final int APPENDS = 20;
  private static final int STREAMS = 3;

  private static ServerProcess memory;
  private static ServerProcess sqlite;

  @BeforeAll
  static void start() {
    memory = started("memory");
    sqlite = started("sqlite");
  }

  private static ServerProcess started(String store) {
    return ServerProcess.start(
        ServerCommand.store(store)
            .with("--max-appends-per-second=" + APPENDS, "--max-streams-per-tenant=" + STREAMS)
            .env("AUTH_JWT_SECRET", Tokens.SECRET));
  }

  @AfterAll
  static void stop() {
    memory.close();
    sqlite.close();
  }

  /** A tenant that has nothing yet. */
  private record Tenant(ServerProcess server, String name, String token) {
    static Tenant named(ServerProcess server, String name) {
      return new Tenant(server, name, Tokens.granting(name, EVERYTHING, name + "/**"));
    }

    TestStream stream(String id) {
      return server.server().stream(name + "/" + id);
    }

    HttpReply send(WireRequest request) {
      return request.header("Authorization", "Bearer " + token).send();
    }

    HttpReply create(String id) {
      return send(stream(id).put(TEXT));
    }

    void fill() {
      IntStream.range(0, STREAMS).forEach(i -> create("s" + i).expect(201));
    }
  }

  @Test
  void appendsHaveARate() {
    Tenant busy = Tenant.named(memory, "busy");
    Tenant calm = Tenant.named(memory, "calm");
    busy.create("s").expect(201);
    calm.create("s").expect(201);
    WireRequest append = busy.stream("s").post(TEXT, "x");
    int accepted = 0;
    HttpReply reply = busy.send(append);
    while (reply.status() == 204) {
      accepted++;
      assertThat(accepted).as("appends without a refusal").isLessThan(100_000);
      reply = busy.send(append);
    }
    reply.expect(429);
    assertThat(accepted).isGreaterThanOrEqualTo(APPENDS);
    int seconds = Integer.parseInt(reply.required("Retry-After"));
    // Others, reads, and creations are free.
    calm.send(calm.stream("s").post(TEXT, "x")).expect(204);
    assertThat(busy.send(busy.stream("s").from("-1")).expect(200).body()).hasSize(accepted);
    busy.create("s").expect(200);
    Elapsed.until(Instant.now().plusSeconds(seconds));
    busy.send(append).expect(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite"})
  void streamsAreCounted(String store) {
    ServerProcess server = store.equals("memory") ? memory : sqlite;
    Tenant full = Tenant.named(server, "full");
    full.fill();
    HttpReply refused = full.create("one-more").expect(429);
    assertThat(refused.required("Retry-After")).matches("[1-9]\\d*");
    assertThat(refused.text()).contains("at most 3 streams");
    full.send(full.stream("one-more").request("HEAD")).expect(404);
    WireRequest fork =
        full.stream("fork").request("PUT").header("Stream-Forked-From", full.stream("s0").path());
    full.send(fork).expect(429);
    // What exists can be asked for again, and others have streams of their own to count.
    full.create("s0").expect(200);
    Tenant.named(server, "fuller").fill();

    full.send(full.stream("s1").request("DELETE")).expect(204);
    full.send(fork).expect(201);
    full.create("one-more").expect(429);
    // A stream that lives on in its forks only is none of the tenant's.
    full.send(full.stream("s0").request("DELETE")).expect(204);
    full.create("one-more").expect(201);
    full.create("two-more").expect(429);
  }

  @Test
  void streamsAreCountedAcrossARestart() {
    Tenant tenant = Tenant.named(sqlite, "patient");
    tenant.fill();
    sqlite.kill9();
    sqlite.restart();
    tenant.create("one-more").expect(429);
    tenant.send(tenant.stream("s2").request("DELETE")).expect(204);
    tenant.create("one-more").expect(201);
  }

  @Test
  void streamsThatExpireMakeRoom() {
    Tenant tenant = Tenant.named(memory, "brief");
    for (int i = 0; i < STREAMS; i++) {
      tenant.send(tenant.stream("s" + i).put(TEXT).header("Stream-TTL", "1")).expect(201);
    }
    Elapsed.until(
        () -> tenant.create("one-more").status() == 201,
        Duration.ofSeconds(30),
        "an expired stream makes room");
  }

  @Test
  void manyAtATimeAreStillCounted() throws Exception {
    Tenant tenant = Tenant.named(sqlite, "eager");
    List<Callable<Integer>> creations =
        IntStream.range(0, 60)
            .<Callable<Integer>>mapToObj(i -> () -> tenant.create("s" + i).status())
            .toList();
    int created = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : threads.invokeAll(creations)) {
        assertThat(status.get()).isIn(201, 429);
        created += status.get() == 201 ? 1 : 0;
      }
    }
    assertThat(created).isEqualTo(STREAMS);
  }
}
