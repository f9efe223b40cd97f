package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.NotLeaderException;
import durablestreams.application.background.Leadership;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.application.subscription.manage.CreateSubscriptionOutcome;
import durablestreams.application.subscription.manage.LinkStreamsOutcome;
import durablestreams.application.subscription.manage.ManageSubscriptions;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange.Saved;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers about subscriptions that change nothing, on a store that other servers may change. */
class ConfirmedSubscriptionsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SubscriptionLimits LIMITS = new SubscriptionLimits(10, 10, 10);
  private static final SubscriptionId ID = new SubscriptionId("s");
  private static final StreamPath A = new StreamPath("a");
  private static final SubscriptionId ABSENT = new SubscriptionId("absent");

  private static final Subscription STORED =
      new Subscription(
          ID,
          1,
          new SubscriptionConfig(
              new Delivery.Webhook("https://a.example/"),
              null,
              Duration.ofSeconds(30),
              null,
              "fingerprint"),
          NOW,
          0,
          StreamScope.ALL,
          new WakeState.Idle(0));

  private final InMemorySubscriptionStore heap = new InMemorySubscriptionStore(1 << 20);
  private final AtomicInteger confirmations = new AtomicInteger();
  private final AtomicBoolean deposed = new AtomicBoolean();
  private final SubscriptionStore store = confirming(heap);
  private @Nullable SubscriptionSequencer running;
  private @Nullable ManageSubscriptions manage;

  private SubscriptionSequencer sequencer() {
    return Objects.requireNonNull(running);
  }

  private ManageSubscriptions manage() {
    return Objects.requireNonNull(manage);
  }

  @BeforeEach
  @SuppressWarnings("NullAway") // no stream is looked up
  void start() {
    heap.commit(List.of(new Saved(STORED)));
    SubscriptionTable table = new SubscriptionTable(store, LIMITS, InstantSource.fixed(NOW));
    StreamEnds ends = new StreamEnds(null);
    SubscriptionSequencer started =
        new SubscriptionSequencer(ports(), table, ends, () -> "w", () -> {}, () -> {});
    started.start();
    running = started;
    manage = new ManageSubscriptions(ports(), LIMITS, table, started, ends, null);
  }

  @AfterEach
  void stop() {
    sequencer().close();
  }

  private SubscriptionStore confirming(SubscriptionStore inner) {
    return (SubscriptionStore)
        Proxy.newProxyInstance(
            SubscriptionStore.class.getClassLoader(),
            new Class<?>[] {SubscriptionStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("confirm")) {
                confirmations.incrementAndGet();
                if (deposed.get()) {
                  throw new NotLeaderException("this node does not lead");
                }
              }
              try {
                return method.invoke(inner, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @SuppressWarnings("NullAway") // nothing else is used for this
  private SubscriptionPorts ports() {
    return new SubscriptionPorts(
        store,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        InstantSource.fixed(NOW),
        RandomGenerator.getDefault(),
        null,
        null,
        null,
        FaultPoints.NONE,
        Leadership.SOLE);
  }

  private static CreateSubscription otherConfiguration() {
    return new CreateSubscription(
        ID,
        new Delivery.Webhook("https://b.example/"),
        null,
        List.of(A),
        Duration.ofSeconds(30),
        null,
        StreamScope.ALL);
  }

  @Test
  void anAnswerThatChangesNothingIsConfirmed() {
    assertThat(manage().create(otherConfiguration()))
        .isInstanceOf(CreateSubscriptionOutcome.Conflict.class);
    assertThat(confirmations).hasValue(1);
    assertThat(manage().delete(ABSENT)).isFalse();
    assertThat(confirmations).hasValue(2);
    assertThat(manage().unlink(ID, A)).isTrue();
    assertThat(confirmations).hasValue(3);
    assertThat(manage().link(ABSENT, List.of(A), StreamScope.ALL))
        .isInstanceOf(LinkStreamsOutcome.NotFound.class);
    assertThat(confirmations).hasValue(4);
  }

  @Test
  void aServerThatWasDeposedSaysSoInsteadOfAnsweringFromWhatItHas() {
    deposed.set(true);
    assertThatThrownBy(() -> manage().create(otherConfiguration()))
        .isInstanceOf(NotLeaderException.class);
    assertThatThrownBy(() -> manage().delete(ABSENT)).isInstanceOf(NotLeaderException.class);
    assertThatThrownBy(() -> manage().unlink(ID, A)).isInstanceOf(NotLeaderException.class);
    assertThatThrownBy(() -> sequencer().submit(ID, batch -> "FENCED"))
        .isInstanceOf(NotLeaderException.class);
    deposed.set(false);
    String answer = sequencer().submit(ID, batch -> "FENCED");
    assertThat(answer).isEqualTo("FENCED");
  }

  @Test
  void aCommitNeedsNoConfirmation() {
    assertThat(manage().delete(ID)).isTrue();
    assertThat(heap.all()).isEmpty();
    assertThat(confirmations).hasValue(0);
  }

  @Test
  void anOperationWithoutACallerNeedsNoConfirmation() throws Exception {
    deposed.set(true);
    CompletableFuture<Boolean> noticed = sequencer().offer(ID, batch -> true);
    assertThat(noticed).isNotNull();
    assertThat(noticed.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(confirmations).hasValue(0);
  }
}
