package durablestreams.simulation.server;

import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.domain.offset.Offset;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulationFailedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Receiver of webhooks, which outlives the server: it is slow, refuses, loses answers, and leaves
 * leases to expire. It remembers up to where it has done the work.
 */
final class WebhookReceiver implements WebhookSender {

  private static final Pattern WAKE =
      Pattern.compile("\"wake_id\":\"([^\"]*)\",\"generation\":(\\d+)");
  private static final Pattern STREAM =
      Pattern.compile("\"path\":\"([^\"]*)\".*?\"tail_offset\":\"([^\"]*)\"");

  private final Scheduler scheduler;
  private final Faults faults;
  private final Map<Long, String> wakes = new HashMap<>();
  private final Map<String, Offset> done = new HashMap<>();
  private long latest;

  WebhookReceiver(Scheduler scheduler, Faults faults) {
    this.scheduler = scheduler;
    this.faults = faults;
  }

  /** Up to where the messages of a stream were worked on; empty if none was. */
  Optional<Offset> done(String path) {
    return Optional.ofNullable(done.get(path));
  }

  @Override
  public Optional<String> refusal(String url) {
    return Optional.empty();
  }

  @Override
  public Answer post(String url, byte[] body, String signature, Duration limit) {
    String text = new String(body, StandardCharsets.UTF_8);
    note(text);
    Servers.pause(Duration.ofMillis(1 + scheduler.random().nextInt(200)));
    return switch (faults.ofWebhook()) {
      case BEFORE -> new Answer.Failed("the receiver is down");
      case AFTER -> {
        work(text);
        yield new Answer.Failed("the answer is lost");
      }
      case LATER -> new Answer.Taken(false); // and the worker dies
      default -> {
        work(text);
        yield new Answer.Taken(true);
      }
    };
  }

  /** A generation is that of one wake, and none that is new comes after a later one. */
  private void note(String text) {
    Matcher wake = WAKE.matcher(text);
    if (!wake.find()) {
      throw failed("a webhook names no wake: " + text);
    }
    long generation = Long.parseLong(wake.group(2));
    scheduler.trace("webhook of generation " + generation);
    String known = wakes.putIfAbsent(generation, wake.group(1));
    if (known == null && generation < latest) {
      throw failed("generation " + generation + " comes after " + latest);
    }
    if (known != null && !known.equals(wake.group(1))) {
      throw failed("two wakes have generation " + generation);
    }
    latest = Math.max(latest, generation);
  }

  private void work(String text) {
    Matcher stream = STREAM.matcher(text);
    while (stream.find()) {
      done.merge(
          stream.group(1),
          Offset.parse(stream.group(2)),
          (before, now) -> now.compareTo(before) > 0 ? now : before);
    }
  }

  private SimulationFailedException failed(String what) {
    SimulationFailedException failure = new SimulationFailedException(what, null);
    scheduler.fail(failure);
    return failure;
  }
}
