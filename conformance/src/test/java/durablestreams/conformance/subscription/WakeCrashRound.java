package durablestreams.conformance.subscription;

import static durablestreams.conformance.subscription.ControlClient.acks;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.subscription.WebhookReceiver.Answer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One life of a webhook and of a pull-wake subscription whose server ends between two steps that
 * the seed chooses.
 */
final class WakeCrashRound {
  private static final ServerCommand SERVER =
      ServerCommand.store("sqlite")
          .with("--registry=off", "--archive=none", "--subscriptions-development");
  static final List<String> POINTS =
      List.of(
          "BEFORE_SUBSCRIPTION_COMMIT",
          "AFTER_SUBSCRIPTION_COMMIT",
          "BEFORE_ANNOUNCEMENT",
          "AFTER_ANNOUNCEMENT",
          "AFTER_CLAIM",
          "BEFORE_ACKNOWLEDGEMENT",
          "AFTER_ACKNOWLEDGEMENT",
          "AFTER_RELEASE",
          "AFTER_COMMIT");
  private static final List<String> STREAMS = List.of("events/a", "events/b", "events/c");
  private static final String HOOK = "hook";
  private static final String PULL = "pull";
  private static final int EVENTS = 24;

  /** Where the only round of a short run ends. */
  private static final int FIRST_POINT = 7;

  private static final int MAX_STEPS = 8;
  private static final long LEASE_MILLIS = 1_000;

  private final Random random;
  private final String fault;

  /** Offsets that workers acknowledged, whether the server heard of it or not. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  private final Map<String, Long> generations = new ConcurrentHashMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Set<String> written = new TreeSet<>();
  private boolean revived;
  private boolean endedByItself;
  private volatile ControlClient client;
  private volatile boolean over;

  /**
   * @param number rounds with following numbers end at all points in turn
   */
  WakeCrashRound(long seed, int number) {
    this.random = new Random(seed);
    int point = (number + FIRST_POINT) % POINTS.size();
    this.fault = POINTS.get(point) + ":" + (1 + random.nextInt(MAX_STEPS));
  }

  /** Runs the round; whether the server ended at the chosen point. */
  boolean run() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver(this::work);
        ServerProcess process = ServerProcess.start(SERVER)) {
      client = new ControlClient(process.server());
      client.pullWake(PULL, "events/*", LEASE_MILLIS);
      client.webhook(HOOK, "events/*", receiver.url(), LEASE_MILLIS);
      process.kill9();
      process.restart(SERVER.javaOptions("-Ddurablestreams.fault=" + fault));
      Thread worker = Thread.ofVirtual().start(this::claimAndAcknowledge);
      for (int i = 0; i < EVENTS; i++) {
        String path = STREAMS.get(random.nextInt(STREAMS.size()));
        written.add(path);
        append(process, path, i);
      }
      endedByItself = !process.isAlive() || revived;
      if (process.isAlive()) {
        process.kill9();
      }
      revive(process);
      for (String path : written) {
        ControlClient.await(
            fault + ": every event of " + path + " is acknowledged",
            () -> isAcknowledged(HOOK, path) && isAcknowledged(PULL, path));
        assertThat(acknowledged.get(HOOK + path)).isGreaterThanOrEqualTo(client.tail(path));
        assertThat(acknowledged.get(PULL + path)).isGreaterThanOrEqualTo(client.tail(path));
      }
      over = true;
      worker.join();
    }
    assertThat(faults).as(fault).isEmpty();
    return endedByItself;
  }

  String fault() {
    return fault;
  }

  private boolean isAcknowledged(String id, String path) {
    return client.acked(id, path).equals(client.tail(path));
  }

  /** Appends until that is acknowledged; the server may end at any time. */
  private void append(ServerProcess process, String path, int event) {
    while (true) {
      if (!process.isAlive()) {
        revive(process);
      }
      try {
        client.server().stream(path).put("application/json").send();
        if (client.server().stream(path).post("application/json", "" + event).send().status()
            == 204) {
          return;
        }
      } catch (RuntimeException | AssertionError e) {
        // It ended; the next turn starts it again.
      }
    }
  }

  /** Starts the server again and checks that nothing is acknowledged that no worker did. */
  private void revive(ServerProcess process) {
    revived = true;
    process.awaitExit();
    Map<String, Long> before = Map.copyOf(generations);
    process.restart(SERVER);
    for (String id : List.of(HOOK, PULL)) {
      JsonNode shown = client.show(id);
      assertThat(shown.path("generation").asLong())
          .as("%s: generation of %s", fault, id)
          .isGreaterThanOrEqualTo(before.getOrDefault(id, 0L));
      for (JsonNode link : shown.path("streams")) {
        String acked = link.path("acked_offset").asText();
        String path = link.path("path").asText();
        assertThat(acknowledged.getOrDefault(id + path, "0000000000000000_0000000000000000"))
            .as("%s: acknowledged in %s of %s", fault, path, id)
            .isGreaterThanOrEqualTo(acked);
      }
    }
  }

  private void met(String id, JsonNode wake) {
    long generation = wake.path("generation").asLong();
    if (generations.merge(id, generation, Math::max) > generation && id.equals(PULL)) {
      faults.add("the generation of " + id + " went back to " + generation);
    }
  }

  /** Notes what is pending as processed; what it returns is to be sent to the server. */
  private String process(String id, JsonNode wake) {
    StringBuilder acks = new StringBuilder();
    for (JsonNode stream : wake.path("streams")) {
      if (stream.path("has_pending").asBoolean()) {
        String path = stream.path("path").asText();
        String tail = stream.path("tail_offset").asText();
        acknowledged.merge(id + path, tail, (a, b) -> a.compareTo(b) > 0 ? a : b);
        String ack = acks(path, tail);
        acks.append(acks.isEmpty() ? "" : ",").append(ack, ack.indexOf('[') + 1, ack.length() - 1);
      }
    }
    return ",\"acks\":[" + acks + "],\"done\":true";
  }

  /** Answers a webhook: at once, by a callback, or not at all. */
  private Answer work(JsonNode wake) {
    met(HOOK, wake);
    switch ((int) (wake.path("generation").asLong() % 3)) {
      case 0 -> {
        process(HOOK, wake);
        return Answer.DONE;
      }
      case 1 -> {
        try {
          client.act("callback", HOOK, wake, process(HOOK, wake));
        } catch (RuntimeException | AssertionError e) {
          // The server ended.
        }
        return Answer.LATER;
      }
      default -> {
        return Answer.LATER;
      }
    }
  }

  private void claimAndAcknowledge() {
    for (int turn = 0; !over; turn++) {
      try {
        Thread.sleep(5);
        HttpReply reply = client.tryToClaim(PULL, "worker");
        if (reply.status() == 200) {
          JsonNode claim = ControlClient.json(reply);
          met(PULL, claim);
          if (turn % 4 == 0) {
            client.act("release", PULL, claim, "");
          } else {
            client.act("ack", PULL, claim, process(PULL, claim));
          }
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | AssertionError e) {
        // The server ended; it comes back.
      }
    }
  }
}
