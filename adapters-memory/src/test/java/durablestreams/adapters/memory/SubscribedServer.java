package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

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
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.manage.CreateSubscription;
import durablestreams.application.subscription.manage.CreateSubscriptionOutcome;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeRef;
import durablestreams.domain.subscription.WakeState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Server in memory with one subscription, whose clock, deliveries and wake events a test controls.
 */
final class SubscribedServer implements AutoCloseable {

  static final SubscriptionId ID = new SubscriptionId("subscription");
  static final StreamPath WAKE_STREAM = new StreamPath("wake/pool");

  private static final ContentType TEXT = new ContentType("text/plain");
  private static final int BOUND_SECONDS = 60;
  private static final Pattern WAKE =
      Pattern.compile(
          "\"wake_id\":\"([^\"]*)\",\"generation\":(\\d+).*\"callback_token\":\"([^\"]*)\"");

  /** A webhook that is being delivered. */
  record Webhook(
      WakeRef wake, String token, Duration limit, CompletableFuture<WebhookSender.Answer> answer) {}

  private final ManualInstants clock = new ManualInstants(Instant.parse("2026-01-01T00:00:00Z"));
  private final StorePorts ports = InMemoryPorts.open();
  private final InMemorySubscriptionStore store = new InMemorySubscriptionStore(1 << 20);
  private final BlockingQueue<Webhook> posted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Runnable> announcements = new LinkedBlockingQueue<>();
  private final Keys keys = new Keys();
  private final StreamService streams;
  private volatile boolean announcing = true;
  private volatile SubscriptionService subscriptions;

  SubscribedServer() {
    streams =
        new StreamService(
            ports.with(new InMemorySegmentArchive(), SubscribedServer::parse, clock),
            ServiceSettings.DEFAULT.withoutArchive());
    subscriptions = new SubscriptionService(subscriptionPorts(), limits());
    streams.watchedBy(changes -> subscriptions.committed(changes));
    streams.start();
    subscriptions.start();
  }

  private static ParsedBody parse(byte[] body, Object lease) {
    return new ParsedBody.Messages(JoinedMessages.ofJson(body));
  }

  private static SubscriptionLimits limits() {
    return new SubscriptionLimits(10, 10, 10);
  }

  private SubscriptionPorts subscriptionPorts() {
    return new SubscriptionPorts(
        store,
        keys,
        new Sender(),
        streams.lookup(),
        ports.directory(),
        streams.append(),
        AccessPolicy.open(),
        new MemoryBudget(256L << 20),
        clock,
        new Random(7),
        task -> Thread.ofVirtual().start(task),
        this::announce,
        () -> "http://server",
        FaultPoints.NONE,
        Leadership.SOLE);
  }

  private void announce(Runnable task) {
    if (announcing) {
      Thread.ofVirtual().start(task);
    } else {
      announcements.add(task);
    }
  }

  /** From now on wake events wait for {@link #announceHeld}. */
  void holdAnnouncements() {
    announcing = false;
  }

  /** Runs the next announcement that was held, once there is one. */
  void announceHeld() throws InterruptedException {
    announcing = true;
    next(announcements, "an announcement").run();
  }

  /** Waits until an announcement is held. */
  void awaitHeld() {
    await("an announcement", () -> !announcements.isEmpty());
  }

  /** Ends the subscriptions as a crash does, and starts them again from the store. */
  void restart() {
    subscriptions.close();
    subscriptions = new SubscriptionService(subscriptionPorts(), limits()).start();
  }

  /** The same with a state that was stored before. */
  void restartWith(WakeState state) {
    Subscription stored = subscription().withState(state);
    subscriptions.close();
    store.commit(List.of(new SubscriptionChange.Saved(stored)));
    restart();
  }

  SubscriptionService subscriptions() {
    return subscriptions;
  }

  void advance(Duration time) {
    clock.advance(time);
  }

  Instant now() {
    return clock.instant();
  }

  void pullWake(String pattern, Duration lease) {
    create(WAKE_STREAM, ContentType.JSON);
    subscribe(new Delivery.PullWake(WAKE_STREAM), pattern, lease);
  }

  void webhook(String pattern, Duration lease) {
    subscribe(new Delivery.Webhook("http://receiver/"), pattern, lease);
  }

  private void subscribe(Delivery delivery, String pattern, Duration lease) {
    assertThat(
            subscriptions
                .manage()
                .create(
                    new CreateSubscription(
                        ID,
                        delivery,
                        PathGlob.of(pattern),
                        List.of(),
                        lease,
                        null,
                        StreamScope.ALL)))
        .isInstanceOf(CreateSubscriptionOutcome.Created.class);
  }

  void create(StreamPath path) {
    create(path, TEXT);
  }

  void create(StreamPath path, ContentType type) {
    assertThat(
            streams
                .create()
                .create(
                    new CreateCommand(path, type, null, new byte[0], false, CreateCommand.NO_FORK),
                    RequestTimings.OFF))
        .isInstanceOf(CreateOutcome.Created.class);
  }

  void delete(StreamPath path) {
    assertThat(streams.delete().delete(path, RequestTimings.OFF))
        .isInstanceOf(DeleteOutcome.Deleted.class);
  }

  /** Appends bytes to a stream of text; each counts for one in its offsets. */
  void append(StreamPath path, int bytes) {
    byte[] body = "x".repeat(bytes).getBytes(StandardCharsets.UTF_8);
    assertThat(
            streams
                .append()
                .append(
                    new AppendCommand(path, TEXT, body, null, StreamSeq.NONE, false),
                    RequestTimings.OFF))
        .isInstanceOf(AppendOutcome.Accepted.class);
  }

  /** The tail of a stream; the start of one that does not exist. */
  Offset tail(StreamPath path) {
    StreamEnd end = end(path);
    return end == null ? Offset.START : end.tail();
  }

  private @Nullable StreamEnd end(StreamPath path) {
    return new StreamEnds(streams.lookup()).of(path);
  }

  /** What was acknowledged of the stream as it is now; the start where nothing was. */
  Offset acked(StreamPath path) {
    StreamEnd end = end(path);
    for (StreamLink link : subscriptions.manage().links(subscription())) {
      if (link.path().equals(path) && end != null) {
        return link.ackedIn(end);
      }
    }
    return Offset.START;
  }

  Subscription subscription() {
    Subscription found = subscriptions.manage().find(ID);
    if (found == null) {
      throw new AssertionError("no subscription");
    }
    return found;
  }

  WakeState state() {
    return subscription().state();
  }

  /** The next webhook. */
  Webhook webhook() throws InterruptedException {
    return next(posted, "a webhook");
  }

  /** Whether another webhook comes, now that the work of the clock is done. */
  boolean postsMore() throws InterruptedException {
    Thread.sleep(500); // several rounds of the waker
    return !posted.isEmpty();
  }

  private static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
    T next = queue.poll(BOUND_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no " + what + " within " + BOUND_SECONDS + " s");
    }
    return next;
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    subscriptions.close();
    streams.close();
  }

  /** Blocks until the test gives an answer. */
  private final class Sender implements WebhookSender {
    @Override
    public Optional<String> refusal(String url) {
      return Optional.empty();
    }

    @Override
    public Answer post(String url, byte[] body, String signature, Duration limit) {
      Matcher wake = WAKE.matcher(new String(body, StandardCharsets.UTF_8));
      assertThat(wake.find()).isTrue();
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      posted.add(
          new Webhook(
              new WakeRef(Long.parseLong(wake.group(2)), wake.group(1)),
              wake.group(3),
              limit,
              answer));
      return answer.join();
    }
  }

  /** Remembers its tokens. */
  private static final class Keys implements SubscriptionKeys {
    private final Map<String, WorkerToken> tokens = new ConcurrentHashMap<>();

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
      String text = "token-" + tokens.size();
      tokens.put(text, token);
      return text;
    }

    @Override
    public Optional<WorkerToken> verify(String token) {
      return Optional.ofNullable(tokens.get(token));
    }
  }
}
