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
      Pattern.compile(
          "\"subscription_id\":\"([^\"]*)\",\"wake_id\":\"([^\"]*)\",\"generation\":(\\d+)");
  private static final Pattern STREAM =
      Pattern.compile("\"path\":\"([^\"]*)\".*?\"tail_offset\":\"([^\"]*)\"");

  private final Scheduler scheduler;
  private final Faults faults;
  private final Map<String, OfSubscription> known = new HashMap<>();

  private static final class OfSubscription {
    private final Map<Long, String> wakes = new HashMap<>();
    private final Map<String, Offset> done = new HashMap<>();
    private long latest;
  }

  WebhookReceiver(Scheduler scheduler, Faults faults) {
    this.scheduler = scheduler;
    this.faults = faults;
  }

  /** Up to where the messages of a stream were worked on; empty if none was. */
  Optional<Offset> done(String subscription, String path) {
    OfSubscription of = known.get(subscription);
    return of == null ? Optional.empty() : Optional.ofNullable(of.done.get(path));
  }

  @Override
  public Optional<String> refusal(String url) {
    return Optional.empty();
  }

  @Override
  public Answer post(String url, byte[] body, String signature, Duration limit) {
    String text = new String(body, StandardCharsets.UTF_8);
    OfSubscription of = note(text);
    Servers.pause(Duration.ofMillis(1 + scheduler.random().nextInt(200)));
    return switch (faults.ofWebhook()) {
      case BEFORE -> new Answer.Failed("the receiver is down");
      case AFTER -> {
        work(of, text);
        yield new Answer.Failed("the answer is lost");
      }
      case LATER -> new Answer.Taken(false); // and the worker dies
      default -> {
        work(of, text);
        yield new Answer.Taken(true);
      }
    };
  }

  /** A generation is that of one wake, and none that is new comes after a later one. */
  private OfSubscription note(String text) {
    Matcher wake = WAKE.matcher(text);
    if (!wake.find()) {
      throw failed("a webhook names no wake: " + text);
    }
    OfSubscription of = known.computeIfAbsent(wake.group(1), id -> new OfSubscription());
    long generation = Long.parseLong(wake.group(3));
    scheduler.trace("webhook of " + wake.group(1) + ", generation " + generation);
    String before = of.wakes.putIfAbsent(generation, wake.group(2));
    if (before == null && generation < of.latest) {
      throw failed("generation " + generation + " comes after " + of.latest);
    }
    if (before != null && !before.equals(wake.group(2))) {
      throw failed("two wakes have generation " + generation);
    }
    of.latest = Math.max(of.latest, generation);
    return of;
  }

  private static void work(OfSubscription of, String text) {
    Matcher stream = STREAM.matcher(text);
    while (stream.find()) {
      of.done.merge(
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
