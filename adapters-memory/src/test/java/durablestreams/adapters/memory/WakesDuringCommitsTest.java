package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.background.Leadership;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.model.ManualInstants;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamStore;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.application.subscription.manage.CreateSubscriptionOutcome;
import durablestreams.application.subscription.manage.LinkStreamsOutcome;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Wakes for appends that fall into the commit of the subscription or of the link that they concern,
 * and after commits with an unknown outcome.
 */
class WakesDuringCommitsTest {

  private static final SubscriptionId ID = new SubscriptionId("subscription");
  private static final StreamPath FIRST = new StreamPath("first/stream");
  private static final StreamPath A = new StreamPath("a");
  private static final StreamPath ABSENT = new StreamPath("absent");
  private static final StreamPath OTHER = new StreamPath("other");
  private static final ContentType TEXT = new ContentType("text/plain");

  private final ManualInstants clock = new ManualInstants(Instant.parse("2026-01-01T00:00:00Z"));
  private final StorePorts ports = InMemoryPorts.open();
  private final InMemorySubscriptionStore subscriptions = new InMemorySubscriptionStore(1 << 20);
  private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
  private final CountDownLatch lookedUp = new CountDownLatch(1);

  /** What happens around the next commit of a subscription; then nothing does. */
  private volatile Runnable beforeStored = () -> {};

  private volatile Runnable afterStored = () -> {};
  private volatile boolean unreadable;
  private @Nullable StreamService service;
  private @Nullable SubscriptionService subscribed;

  private StreamService service() {
    StreamService running = service;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  private SubscriptionService subscribed() {
    SubscriptionService running = subscribed;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  @BeforeEach
  void start() throws InterruptedException {
    open();
    // With the first subscription all streams are looked at, which is over when it is woken.
    create(new SubscriptionId("first"), "first/*", List.of(), StreamScope.ALL);
    createStream(FIRST);
    append(FIRST);
    expectWakeFor(FIRST);
  }

  private void open() {
    StreamStore streams =
        proxy(
            StreamStore.class,
            ports.store(),
            (method, argument) -> {
              if (method.equals("load") && unreadable) {
                throw new StoreFailedException("the disk cannot be read");
              }
            },
            (method, argument) -> {});
    StreamService running =
        new StreamService(
            new StorePorts(streams, ports.directory(), ports.queue())
                .with(new InMemorySegmentArchive(), InMemoryPorts.NO_JSON, clock),
            ServiceSettings.DEFAULT.withoutArchive());
    SubscriptionStore store =
        proxy(
            SubscriptionStore.class,
            subscriptions,
            (method, argument) -> {
              if (isCommit(method, argument)) {
                Runnable action = beforeStored;
                beforeStored = () -> {};
                action.run();
              }
            },
            (method, argument) -> {
              if (method.equals("linkedTo")) {
                lookedUp.countDown();
              } else if (isCommit(method, argument)) {
                Runnable action = afterStored;
                afterStored = () -> {};
                action.run();
              }
            });
    SubscriptionService service = new SubscriptionService(ports(store, running), limits());
    running.watchedBy(service::committed);
    running.start();
    this.service = running;
    subscribed = service.start();
  }

  @AfterEach
  void stop() {
    subscribed().close();
    service().close();
  }

  private static SubscriptionLimits limits() {
    return new SubscriptionLimits(10, 10, 10);
  }

  private SubscriptionPorts ports(SubscriptionStore store, StreamService streams) {
    return new SubscriptionPorts(
        store,
        new Keys(),
        new Sender(),
        streams.lookup(),
        ports.directory(),
        streams.append(),
        AccessPolicy.open(),
        new MemoryBudget(256L << 20),
        clock,
        new Random(7),
        task -> Thread.ofVirtual().start(task),
        task -> Thread.ofVirtual().start(task),
        () -> "http://server",
        FaultPoints.NONE,
        Leadership.SOLE);
  }

  /** Whether it is a commit of the subscription of a test, or of a link of it. */
  private static boolean isCommit(String method, @Nullable Object argument) {
    return method.equals("commit")
        && argument instanceof List<?> changes
        && changes.stream().anyMatch(WakesDuringCommitsTest::isOfTest);
  }

  private static boolean isOfTest(Object change) {
    return switch (change) {
      case SubscriptionChange.Saved(Subscription saved) -> saved.id().equals(ID);
      case SubscriptionChange.Linked linked -> linked.id().equals(ID);
      default -> false;
    };
  }

  /** Part of a port's call. */
  private interface Around {
    void call(String method, @Nullable Object firstArgument);
  }

  private static <P> P proxy(Class<P> port, P inner, Around before, Around after) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              Object first = arguments == null || arguments.length == 0 ? null : arguments[0];
              before.call(method.getName(), first);
              try {
                Object result = method.invoke(inner, arguments);
                after.call(method.getName(), first);
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /** Notes what is posted, and has done it. */
  private final class Sender implements WebhookSender {
    @Override
    public Optional<String> refusal(String url) {
      return Optional.empty();
    }

    @Override
    public Answer post(String url, byte[] body, String signature, Duration limit) {
      posted.add(new String(body, StandardCharsets.UTF_8));
      return new Answer.Taken(true);
    }
  }

  private static final class Keys implements SubscriptionKeys {
    @Override
    public String activeKeyId() {
      return "key";
    }

    @Override
    public String jwks() {
      return "{\"keys\":[]}";
    }

    @Override
    public String sign(byte[] body) {
      return "signed";
    }

    @Override
    public String token(WorkerToken token) {
      return "token";
    }

    @Override
    public Optional<WorkerToken> verify(String token) {
      return Optional.empty();
    }
  }

  private void createStream(StreamPath path) {
    assertThat(
            service()
                .create()
                .create(
                    new CreateCommand(path, TEXT, null, new byte[0], false, CreateCommand.NO_FORK),
                    RequestTimings.OFF))
        .isInstanceOf(CreateOutcome.Created.class);
  }

  private void append(StreamPath path) {
    assertThat(
            service()
                .append()
                .append(
                    new AppendCommand(path, TEXT, new byte[] {'x'}, null, StreamSeq.NONE, false),
                    RequestTimings.OFF))
        .isInstanceOf(AppendOutcome.Accepted.class);
  }

  private CreateSubscriptionOutcome create(
      @Nullable String pattern, List<StreamPath> streams, StreamScope scope) {
    return create(ID, pattern, streams, scope);
  }

  private CreateSubscriptionOutcome create(
      SubscriptionId id, @Nullable String pattern, List<StreamPath> streams, StreamScope scope) {
    return subscribed()
        .manage()
        .create(
            new CreateSubscription(
                id,
                new Delivery.Webhook("http://receiver/"),
                pattern == null ? null : PathGlob.of(pattern),
                streams,
                Duration.ofSeconds(30),
                null,
                scope));
  }

  /** The stream is announced, at the latest by the look at all streams that follows a failure. */
  private void expectWakeFor(StreamPath path) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      String wake = posted.poll(100, TimeUnit.MILLISECONDS);
      if (wake != null && wake.contains("\"path\":\"" + path.value() + "\"")) {
        return;
      }
      if (i < 30) {
        // Within less than the ten minutes after which all streams are looked at anyway.
        clock.advance(Duration.ofSeconds(1));
      }
    }
    assertThat(posted).as("a wake for " + path).isNotEmpty();
  }

  private static void fail() {
    throw new OutcomeUnknownException("the commit failed", new IllegalStateException("a test"));
  }

  @Test
  void aSubscriptionWhoseCommitWasInDoubtWakesForLaterAppends() throws Exception {
    createStream(A);
    afterStored = WakesDuringCommitsTest::fail;
    assertThatThrownBy(() -> create(null, List.of(A), StreamScope.ALL))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(create(null, List.of(A), StreamScope.ALL))
        .isInstanceOf(CreateSubscriptionOutcome.Confirmed.class);
    append(A);
    expectWakeFor(A);
  }

  @Test
  void aSubscriptionWhoseCommitWasInDoubtWakesForAnAppendMeanwhile() throws Exception {
    createStream(A);
    afterStored =
        () -> {
          append(A);
          fail();
        };
    assertThatThrownBy(() -> create("a", List.of(), StreamScope.ALL))
        .isInstanceOf(OutcomeUnknownException.class);
    expectWakeFor(A);
  }

  @Test
  void aLinkWakesForAnAppendDuringItsCommit() throws Exception {
    createStream(A);
    createStream(OTHER);
    create(null, List.of(OTHER), StreamScope.ALL);
    beforeStored =
        () -> {
          append(A);
          awaitLookUp();
        };
    assertThat(subscribed().manage().link(ID, List.of(A), StreamScope.ALL))
        .isInstanceOf(LinkStreamsOutcome.Linked.class);
    expectWakeFor(A);
  }

  /** The waker has followed the hint, or has found that no link can be of the stream. */
  private void awaitLookUp() {
    try {
      lookedUp.await(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void streamsThatCannotBeLookedAtAfterTheCommitAreLookedAtLater() throws Exception {
    createStream(OTHER);
    beforeStored =
        () -> {
          append(OTHER);
          unreadable = true;
        };
    assertThat(create(null, List.of(ABSENT, OTHER), StreamScope.ALL))
        .isInstanceOf(CreateSubscriptionOutcome.Created.class);
    unreadable = false;
    expectWakeFor(OTHER);
  }

  @Test
  void aWiderScopeWakesForWhatItCoversFromNowOn() throws Exception {
    createStream(A);
    StreamScope narrow = StreamScope.of(List.of(PathGlob.of("b/**")));
    create("**", List.of(), narrow);
    append(A);
    append(FIRST);
    expectWakeFor(FIRST);
    assertThat(create("**", List.of(), StreamScope.ALL))
        .isInstanceOf(CreateSubscriptionOutcome.Confirmed.class);
    expectWakeFor(A);
  }
}
