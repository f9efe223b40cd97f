package durablestreams.application.subscription.wake;

import durablestreams.application.OverloadedException;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.Share;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.subscription.WebhookSender.Answer;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeRef;
import durablestreams.domain.subscription.WakeState;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Announcements of wakes: webhooks and wake events. A wake is committed before it is announced, and
 * the outcome is committed afterwards, so a crash in between announces a wake event once more. The
 * lease of a webhook is committed before the webhook is sent: a crash ends no lease.
 */
public final class Announcements {

  private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

  /** About what a stream takes in a snapshot and in a body, beside its path. */
  private static final int STREAM_BYTES = 800;

  /** Wake events have one limit, whatever their streams. */
  private static final String ALL = "";

  private final SubscriptionPorts ports;
  private final SubscriptionSequencer sequencer;
  private final WakeOperations operations;
  private final SubscriptionTable table;
  private final WakeSnapshots snapshots;
  private final WakeEvents wakeEvents;
  private final Runnable onEnd;

  /**
   * Ids of wakes, with their earlier failures: a webhook that answers late delays no later wake of
   * its subscription.
   */
  private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();

  private final HostSlots slots =
      new HostSlots(SubscriptionLimits.DELIVERIES, SubscriptionLimits.DELIVERIES_PER_HOST);
  private final HostSlots events =
      new HostSlots(SubscriptionLimits.WAKE_EVENTS, SubscriptionLimits.WAKE_EVENTS);

  private final AtomicLong failures = new AtomicLong();

  /**
   * @param onEnd is called when an announcement has ended
   */
  public Announcements(
      SubscriptionPorts ports,
      SubscriptionSequencer sequencer,
      WakeOperations operations,
      SubscriptionTable table,
      WakeSnapshots snapshots,
      Runnable onEnd) {
    this.ports = ports;
    this.sequencer = sequencer;
    this.operations = operations;
    this.table = table;
    this.snapshots = snapshots;
    this.wakeEvents = new WakeEvents(ports.append());
    this.onEnd = onEnd;
  }

  /** Announcements that failed since the start. */
  public long failures() {
    return failures.get();
  }

  /** Earlier failures of the webhook that is delivered now and has the lease; empty if none is. */
  public OptionalInt unanswered(Subscription subscription) {
    Integer failures =
        subscription.isWebhook() && subscription.state() instanceof WakeState.Leased lease
            ? running.get(lease.wakeId())
            : null;
    return failures == null ? OptionalInt.empty() : OptionalInt.of(failures);
  }

  /** Whether the last announcement failed, also while the next one is delivered. */
  public boolean failing(Subscription subscription) {
    return subscription.failing() || unanswered(subscription).orElse(0) > 0;
  }

  /** Announces the wake unless that is going on already or all slots are taken. */
  public void start(Subscription subscription, WakeState.Waking wake) {
    if (slots.areTaken() && subscription.isWebhook()
        || running.putIfAbsent(wake.wakeId(), wake.attempts()) != null) {
      return;
    }
    // The announcement before may have ended since the subscription was looked up.
    Subscription current = table.find(subscription.id());
    if (current == null || !wake.equals(current.state())) {
      running.remove(wake.wakeId());
      return;
    }
    switch (subscription.config().delivery()) {
      case Delivery.Webhook(String url) -> {
        String host = hostOf(url);
        if (slots.take(host)) {
          run(ports.webhooks(), wake, () -> slots.release(host), () -> deliver(current, wake, url));
        } else {
          running.remove(wake.wakeId());
        }
      }
      case Delivery.PullWake(StreamPath stream) -> {
        if (events.take(ALL)) {
          run(
              ports.announcements(),
              wake,
              () -> events.release(ALL),
              () -> append(current, wake, stream));
        } else {
          running.remove(wake.wakeId());
        }
      }
    }
  }

  private static String hostOf(String url) {
    String host = URI.create(url).getHost();
    return host == null ? url : host.toLowerCase(Locale.ROOT);
  }

  /**
   * @param release is called once the announcement itself has ended
   * @param announce gives what is to be committed as its outcome
   */
  private void run(
      Executor executor,
      WakeState.Waking wake,
      Runnable release,
      Supplier<@Nullable CompletableFuture<Boolean>> announce) {
    Runnable task =
        () -> {
          @Nullable CompletableFuture<Boolean> outcome = null;
          try {
            outcome = announce.get();
          } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A wake could not be announced and will be tried again", e);
          } finally {
            release.run();
            if (outcome == null) {
              // It is tried again with the next look at what is due, not at once.
              running.remove(wake.wakeId());
            } else {
              outcome.whenComplete((done, failure) -> ended(wake));
            }
          }
        };
    try {
      executor.execute(task);
    } catch (RuntimeException e) {
      release.run();
      running.remove(wake.wakeId());
    }
  }

  private void ended(WakeState.Waking wake) {
    running.remove(wake.wakeId());
    onEnd.run();
  }

  private @Nullable CompletableFuture<Boolean> deliver(
      Subscription subscription, WakeState.Waking wake, String url) {
    SubscriptionId id = subscription.id();
    WakeRef ref = new WakeRef(wake.generation(), wake.wakeId());
    int streams = Math.min(table.countLinks(id), SubscriptionLimits.SNAPSHOT_STREAMS);
    Lease memory = ports.memory().tryTake(Share.RESPONSES, (long) STREAM_BYTES * (streams + 1));
    if (memory == null) {
      return failed(subscription, ref, "there is no memory to spare");
    }
    try (memory) {
      long streamsBefore = snapshots.streamsBefore();
      WakeSnapshot snapshot = snapshots.of(id);
      if (snapshot.pending() == 0) {
        return sequencer.offer(id, batch -> operations.needless(batch, ref));
      }
      byte[] body = body(subscription, ref, snapshot, streamsBefore);
      String signature = ports.keys().sign(body);
      WakeState.Leased lease = lease(id, ref).orElse(null);
      if (lease == null) {
        return null;
      }
      ports.faults().reach(FaultPoint.BEFORE_ANNOUNCEMENT);
      Answer answer = ports.sender().post(url, body, signature, subscription.config().lease());
      ports.faults().reach(FaultPoint.AFTER_ANNOUNCEMENT);
      if (answer instanceof Answer.Failed(String reason)) {
        tell(subscription, wake, reason);
      }
      double random = ports.random().nextDouble();
      return sequencer.offer(
          id,
          batch -> operations.answered(batch, lease, wake.attempts(), snapshot, answer, random));
    } catch (OverloadedException e) {
      return failed(subscription, ref, "the server is overloaded");
    }
  }

  /** Starts the lease of a webhook; empty if the wake is another one, or that cannot be stored. */
  private Optional<WakeState.Leased> lease(SubscriptionId id, WakeRef wake) {
    try {
      return sequencer.submit(id, batch -> operations.delivering(batch, wake));
    } catch (StoreFailedException | OutcomeUnknownException e) {
      // The sequencer has logged it. The wake is still due, or its lease expires.
      return Optional.empty();
    }
  }

  private byte[] body(
      Subscription subscription, WakeRef wake, WakeSnapshot snapshot, long streamsBefore) {
    JsonWriter json = new JsonWriter(512).beginObject();
    json.member("subscription_id", subscription.id().value()).member("wake_id", wake.wakeId());
    json.member("generation", wake.generation());
    snapshot.writeTo(json);
    Instant now = ports.clock().instant();
    json.member("callback_url", callbackUrl(subscription.id()));
    json.member("callback_token", WorkerTokens.of(ports.keys(), subscription, streamsBefore, now));
    return json.endObject().utf8();
  }

  private String callbackUrl(SubscriptionId id) {
    return ports.controlUrl().get()
        + "/subscriptions/"
        + UrlSegments.encode(id.value())
        + "/callback";
  }

  private @Nullable CompletableFuture<Boolean> append(
      Subscription subscription, WakeState.Waking wake, StreamPath stream) {
    SubscriptionId id = subscription.id();
    WakeRef ref = new WakeRef(wake.generation(), wake.wakeId());
    StreamPath pending = snapshots.firstPending(id);
    if (pending == null) {
      return sequencer.offer(id, batch -> operations.needless(batch, ref));
    }
    ports.faults().reach(FaultPoint.BEFORE_ANNOUNCEMENT);
    Instant now = ports.clock().instant();
    String problem = wakeEvents.append(subscription, wake, stream, pending, now);
    ports.faults().reach(FaultPoint.AFTER_ANNOUNCEMENT);
    if (problem.isEmpty()) {
      return sequencer.offer(id, batch -> operations.announced(batch, ref, true, 0));
    }
    tell(subscription, wake, problem);
    return failed(subscription, ref, problem);
  }

  private @Nullable CompletableFuture<Boolean> failed(
      Subscription subscription, WakeRef ref, String reason) {
    LOG.log(Level.DEBUG, "A wake of {0} failed: {1}", subscription.id(), reason);
    double random = ports.random().nextDouble();
    return sequencer.offer(
        subscription.id(), batch -> operations.announced(batch, ref, false, random));
  }

  /** Logs the first failure of a wake. */
  private void tell(Subscription subscription, WakeState.Waking wake, String reason) {
    failures.incrementAndGet();
    Level level = wake.attempts() == 0 ? Level.WARNING : Level.DEBUG;
    LOG.log(
        level,
        "Subscription {0} cannot be woken and will be tried again: {1}",
        subscription.id(),
        reason);
  }
}
