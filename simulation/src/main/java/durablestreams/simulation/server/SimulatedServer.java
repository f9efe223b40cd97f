package durablestreams.simulation.server;

import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.application.InDoubtException;
import durablestreams.application.UnavailableException;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServicePorts;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.offload.ownership.ClaimedArchive;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.domain.change.StreamChange;
import durablestreams.simulation.client.Servers;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedProcess;
import durablestreams.simulation.schedule.SimulationFailedException;
import durablestreams.simulation.weave.Mutant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Server that can be stopped, killed and started anew on the same disk and archive. Requests run on
 * threads of its process, so they end with it.
 */
final class SimulatedServer implements Servers {

  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final Scheduler scheduler;
  private final Faults faults;
  private final Mutant mutant;
  private final SimulatedDisk disk = new SimulatedDisk();
  private final SimulatedArchive archive;
  private final WebhookReceiver receiver;
  private @Nullable Outages outages;
  private final Set<CompletableFuture<?>> requests = new LinkedHashSet<>();
  private final List<Instant> crashes = new ArrayList<>();
  private SimulatedProcess process = new SimulatedProcess("none");
  private @Nullable StreamService service;
  private @Nullable SubscriptionService subscriptions;
  private @Nullable SimulatedStore store;
  private int starts;

  SimulatedServer(Scheduler scheduler, Faults faults, Mutant mutant) {
    this.scheduler = scheduler;
    this.faults = faults;
    this.mutant = mutant;
    this.archive = new SimulatedArchive(faults, scheduler, mutant);
    this.receiver = new WebhookReceiver(scheduler, faults);
  }

  /** Sets what decides on crashes. */
  void crashesBy(Outages by) {
    outages = by;
  }

  private Outages outages() {
    return Objects.requireNonNull(outages);
  }

  /** Starts a process; requests are answered once it is ready. */
  void start() {
    int number = starts++;
    process = new SimulatedProcess("server " + number);
    scheduler.trace("start " + number);
    scheduler.start(
        process,
        "main",
        () -> {
          try {
            service = started(number);
          } catch (UnavailableException | InDoubtException e) {
            scheduler.trace("the start failed: " + e.getMessage());
            outages().crash(false);
          }
        });
  }

  private StreamService started(int number) {
    SimulatedStore opened =
        new SimulatedStore(
            disk,
            faults,
            scheduler,
            mutant,
            archive::isWhole,
            this::checkObject,
            outages()::maybeCrash);
    store = opened;
    ArchiveOwnership ownership =
        new ClaimedArchive(
            archive,
            new ClaimedArchive.Claimant(
                disk, "the archive", false, () -> "%032x".formatted(number), () -> {}));
    StreamService assembled =
        new StreamService(
            new ServicePorts(
                opened,
                opened.directory(),
                opened.queue(),
                Optional.of(opened.rows()),
                archive,
                ownership,
                new JacksonJsonText(),
                () -> EPOCH.plusNanos(scheduler.now()),
                FaultPoints.NONE,
                new MemoryBudget(Settings.MEMORY)),
            Settings.TINY);
    SubscriptionService subscribed =
        new SubscriptionService(subscriptionPorts(opened, assembled), Settings.SUBSCRIPTIONS);
    assembled.watchedBy(subscribed::committed);
    assembled.start();
    subscriptions = subscribed.start();
    return assembled;
  }

  private SubscriptionPorts subscriptionPorts(SimulatedStore opened, StreamService assembled) {
    SimulatedProcess own = process;
    return new SubscriptionPorts(
        new SimulatedSubscriptionStore(
            disk.subscriptions(), faults, scheduler, mutant, outages()::maybeCrash),
        new SimulatedKeys(),
        receiver,
        assembled.lookup(),
        opened.directory(),
        assembled.append(),
        AccessPolicy.open(),
        new MemoryBudget(Settings.SUBSCRIPTION_MEMORY),
        () -> EPOCH.plusNanos(scheduler.now()),
        scheduler.random(),
        task -> scheduler.start(own, "webhook", task),
        task -> scheduler.start(own, "wake-event", task),
        () -> "http://server",
        FaultPoints.NONE,
        Leadership.SOLE);
  }

  /** An object has to be whole when the hot rows of its segments are given back. */
  private void checkObject(StreamChange change) {
    boolean whole =
        switch (change) {
          case StreamChange.SegmentsOffloaded(var object) -> archive.isWhole(object);
          case StreamChange.ObjectsCompacted(var object, var ignored) -> archive.isWhole(object);
          default -> true;
        };
    if (!whole) {
      scheduler.fail(
          new SimulationFailedException("an object is published before it is whole", null));
    }
  }

  /** Ends the process at once. */
  void crash(boolean powerCut) {
    scheduler.trace(powerCut ? "power cut" : "kill");
    crashes.add(now());
    scheduler.kill(process);
    service = null;
    disk.recover(powerCut, scheduler.random());
    List<CompletableFuture<?>> open = new ArrayList<>(requests);
    requests.clear();
    open.forEach(request ->
        request.completeExceptionally(new Servers.NoAnswerException("the server ended")));
  }

  /** Stops the process in order, on a thread of it, and waits. */
  void stop() {
    StreamService stopped = service;
    SubscriptionService subscribed = subscriptions;
    service = null;
    if (stopped != null) {
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      requests.add(done);
      scheduler.start(
          process,
          "stop",
          () -> {
            if (subscribed != null) {
              subscribed.close();
            }
            stopped.close();
            done.complete(true);
          });
      join(done);
    }
  }

  boolean isUp() {
    return service != null;
  }

  SimulatedArchive archive() {
    return archive;
  }

  WebhookReceiver receiver() {
    return receiver;
  }

  SubscriptionService subscriptions() {
    return Objects.requireNonNull(subscriptions);
  }

  SimulatedStore store() {
    SimulatedStore opened = store;
    if (opened == null) {
      throw new IllegalStateException("the server was never started");
    }
    return opened;
  }

  @Override
  public boolean hasLied() {
    return archive.hasLied();
  }

  /**
   * A deadline is persisted soon after the answer, unless that commit fails or a thread stalls: a
   * crash before it is persisted may shorten the life.
   */
  @Override
  public boolean mayForgetUse(Instant from, Instant until, Instant end) {
    boolean late = faults.commitsFail() || scheduler.threadsStall();
    Instant recorded = late ? end : until.plusMillis(50);
    return crashes.stream().anyMatch(crash -> !crash.isBefore(from) && !crash.isAfter(recorded));
  }

  @Override
  public Duration skew() {
    return Duration.ZERO;
  }

  @Override
  public <T> T change(Function<StreamService, T> request) {
    return call(request);
  }

  @Override
  public <T> T read(Function<StreamService, T> request) {
    return call(request);
  }

  @Override
  public Instant now() {
    return EPOCH.plusNanos(scheduler.now());
  }

  /**
   * Sends a request once the server is up, and waits for its answer.
   *
   * @throws Servers.NoAnswerException when the server ended first
   */
  private <T> T call(Function<StreamService, T> request) {
    StreamService up = service;
    while (up == null) {
      Servers.pause(Duration.ofMillis(20));
      up = service;
    }
    StreamService receiver = up;
    CompletableFuture<T> answer = new CompletableFuture<>();
    requests.add(answer);
    scheduler.start(
        process,
        "request",
        () -> {
          try {
            answer.complete(request.apply(receiver));
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return join(answer);
  }

  private <T> T join(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    } finally {
      requests.remove(answer);
    }
  }
}
