package durablestreams.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.offset.OffsetParameter;
import durablestreams.server.StreamException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowTest {

  private static final String END = "end";

  private final DurableStreams streams = DurableStreams.builder().inMemory().start();
  private final LocalStream stream = streams.stream("followed");

  @BeforeEach
  void create() {
    stream.create("application/json");
  }

  @AfterEach
  void close() {
    streams.close();
  }

  /** A subscriber that keeps what it gets, and requests {@code window} pages at first. */
  private static final class Follower implements Flow.Subscriber<StreamPage> {
    private final long window;
    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Throwable> ended = new CompletableFuture<>();

    Follower(long window) {
      this.window = window;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.complete(given);
      if (window > 0) {
        given.request(window);
      }
    }

    @Override
    public void onNext(StreamPage page) {
      got.addAll(page.texts());
    }

    @Override
    public void onError(Throwable failure) {
      ended.complete(failure);
      got.add(END);
    }

    @Override
    public void onComplete() {
      ended.complete(null);
      got.add(END);
    }

    String next() throws InterruptedException {
      return requireNonNull(got.poll(60, TimeUnit.SECONDS), "nothing came");
    }

    Reason reason() {
      return ((StreamException) requireNonNull(ended.join())).reason();
    }
  }

  private Follower follow(long window) {
    Follower follower = new Follower(window);
    stream.follow().subscribe(follower);
    return follower;
  }

  @Test
  void getsWhatIsThereAndWhatIsAppendedUntilTheStreamIsClosed() throws Exception {
    stream.append("[1,2]");
    Follower follower = follow(Long.MAX_VALUE);
    assertThat(follower.next()).isEqualTo("1");
    assertThat(follower.next()).isEqualTo("2");
    stream.append("3");
    assertThat(follower.next()).isEqualTo("3");
    stream.close();
    assertThat(follower.next()).isEqualTo(END);
    assertThat(follower.ended.join()).isNull();
  }

  @Test
  void getsNoMoreThanItRequests() throws Exception {
    Follower follower = follow(0);
    Flow.Subscription subscription = follower.subscription.join();
    stream.append("1");
    subscription.request(1);
    assertThat(follower.next()).isEqualTo("1");
    stream.append("2");
    stream.append("3");
    Follower eager = follow(Long.MAX_VALUE);
    List<String> all = new ArrayList<>(List.of(eager.next(), eager.next(), eager.next()));
    assertThat(all).containsExactly("1", "2", "3");
    assertThat(follower.got).isEmpty();
    subscription.request(1);
    assertThat(follower.next()).isEqualTo("2");
  }

  @Test
  void manySubscribersGetTheSame() throws Exception {
    List<Follower> followers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      followers.add(follow(Long.MAX_VALUE));
    }
    for (int i = 0; i < 20; i++) {
      stream.append(String.valueOf(i));
    }
    for (Follower follower : followers) {
      for (int i = 0; i < 20; i++) {
        assertThat(follower.next()).isEqualTo(String.valueOf(i));
      }
    }
  }

  @Test
  void aCancelledSubscriptionGetsNothingMore() throws Exception {
    Follower follower = follow(Long.MAX_VALUE);
    stream.append("1");
    assertThat(follower.next()).isEqualTo("1");
    follower.subscription.join().cancel();
    Follower other = follow(Long.MAX_VALUE);
    stream.append("2");
    assertThat(List.of(other.next(), other.next())).containsExactly("1", "2");
    streams.close();
    assertThat(other.next()).isEqualTo(END);
    assertThat(follower.got).isEmpty();
    assertThat(follower.ended).isNotDone();
  }

  @Test
  void theEndOfTheServerAndOfTheStreamAreFailures() throws Exception {
    Follower follower = follow(Long.MAX_VALUE);
    follower.subscription.join();
    stream.append("1");
    assertThat(follower.next()).isEqualTo("1");
    stream.delete();
    assertThat(follower.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(reasonOf(streams.stream("missing"))).isEqualTo(Reason.NOT_FOUND);
    LocalStream other = streams.stream("other");
    other.create("text/plain");
    Follower waiting = new Follower(1);
    Follower withoutDemand = new Follower(0);
    other.follow(new OffsetParameter.Now()).subscribe(waiting);
    other.follow().subscribe(withoutDemand);
    waiting.subscription.join();
    withoutDemand.subscription.join();
    streams.close();
    assertThat(waiting.reason()).isEqualTo(Reason.STOPPING);
    assertThat(withoutDemand.reason()).isEqualTo(Reason.STOPPING);
    assertThat(reasonOf(other)).isEqualTo(Reason.STOPPING);
  }

  private static Reason reasonOf(LocalStream refused) {
    Follower follower = new Follower(1);
    refused.follow().subscribe(follower);
    return follower.reason();
  }

  @Test
  void aRequestOfNothingIsAViolation() {
    Follower follower = follow(0);
    follower.subscription.join().request(0);
    assertThat(follower.ended.join()).isInstanceOf(IllegalArgumentException.class);
  }
}
