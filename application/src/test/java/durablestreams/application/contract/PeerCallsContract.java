package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.application.replication.ClusterMember;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Contract of {@link PeerCalls}: calls reach the node, or fail as unavailable, within their time.
 */
public abstract class PeerCallsContract {

  /** The calls; a call of a node that does not answer ends within ten seconds. */
  protected abstract PeerCalls calls();

  /** Starts a node, and tells its address. */
  protected abstract String start(ClusterMember member) throws Exception;

  /** An address at which no node is. */
  protected abstract String nowhere();

  /** A node whose answers a test decides. */
  public static class Node implements ClusterMember {
    private static final NodeDescription DESCRIPTION =
        new NodeDescription("räume", "0123456789abcdef", Long.MAX_VALUE, "", 1, 2);
    private final List<StreamKey> used = new ArrayList<>();
    private final List<NodeDescription> followers = new ArrayList<>();

    @Override
    public Route route() {
      return new Route.Here();
    }

    @Override
    public Route awaitRoute(Duration timeout) {
      return route();
    }

    @Override
    public Duration leaderTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void awaitPresent() {}

    @Override
    public long barrier() throws InterruptedException {
      return 7;
    }

    @Override
    public synchronized void used(List<StreamKey> streams) {
      used.addAll(streams);
    }

    @Override
    public DigestAnswer digest(long position, String piece) throws InterruptedException {
      return new DigestAnswer.Pending();
    }

    @Override
    public NodeDescription describe() {
      return DESCRIPTION;
    }

    @Override
    public synchronized void follows(NodeDescription follower) {
      followers.add(follower);
    }

    @Override
    public RaiseAnswer raise(int level) {
      return new RaiseAnswer.Raised(level);
    }

    synchronized List<NodeDescription> followers() {
      return List.copyOf(followers);
    }

    synchronized List<StreamKey> uses() {
      return List.copyOf(used);
    }
  }

  @Test
  void aBarrierIsThePositionThatTheNodeTells() throws Exception {
    AtomicLong position = new AtomicLong(41);
    String node =
        start(
            new Node() {
              @Override
              public long barrier() {
                return position.incrementAndGet();
              }
            });
    assertThat(calls().barrier(node)).isEqualTo(42);
    position.set(Long.MAX_VALUE - 1);
    assertThat(calls().barrier(node)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aNodeThatDoesNotLeadIsUnavailable() throws Exception {
    String node =
        start(
            new Node() {
              @Override
              public long barrier() {
                throw new NotLeaderException("another node leads");
              }

              @Override
              public synchronized void used(List<StreamKey> streams) {
                throw new NotLeaderException("another node leads");
              }

              @Override
              public synchronized void follows(NodeDescription follower) {
                throw new NotLeaderException("another node leads");
              }

              @Override
              public RaiseAnswer raise(int level) {
                throw new NotLeaderException("another node leads");
              }
            });
    assertUnavailable(() -> calls().barrier(node));
    assertUnavailable(() -> used(node, List.of(new StreamKey(1))));
    assertUnavailable(() -> follows(node, Node.DESCRIPTION));
    assertUnavailable(() -> calls().raise(node, 2));
  }

  @Test
  void aNodeThatCannotWriteIsUnavailable() throws Exception {
    String node =
        start(
            new Node() {
              @Override
              public long barrier() {
                throw new UnavailableException("the log cannot be written");
              }
            });
    assertUnavailable(() -> calls().barrier(node));
  }

  @Test
  void anAddressWithoutANodeIsUnavailable() {
    assertUnavailable(() -> calls().barrier(nowhere()));
    assertUnavailable(() -> used(nowhere(), List.of(new StreamKey(1))));
  }

  @Test
  void usesReachTheNodeInTheirOrder() throws Exception {
    Node member = new Node();
    String node = start(member);
    List<StreamKey> keys = LongStream.rangeClosed(1, 10_000).mapToObj(StreamKey::new).toList();
    calls().used(node, keys);
    assertThat(member.uses()).isEqualTo(keys);
  }

  @Test
  void aDigestIsWhatTheNodeAnswers() throws Exception {
    String piece = "links/jobs/räume/größte";
    List<DigestAnswer> answers =
        List.of(
            new DigestAnswer.Done(Long.MAX_VALUE, piece, 64, "a0", "b1"),
            new DigestAnswer.Done(1, "", 0, "a0", "b1"),
            new DigestAnswer.Pending(),
            new DigestAnswer.Passed("a", "0123456789abcdef", 41),
            new DigestAnswer.Passed("a", "", 0),
            new DigestAnswer.Failed("row 7 of räume/größte is damaged"));
    for (DigestAnswer answer : answers) {
      List<String> asked = Collections.synchronizedList(new ArrayList<>());
      String node =
          start(
              new Node() {
                @Override
                public DigestAnswer digest(long position, String wanted) {
                  asked.add(position + " " + wanted);
                  return answer;
                }
              });
      assertThat(calls().digest(node, 42, piece)).isEqualTo(answer);
      assertThat(asked).containsExactly("42 " + piece);
    }
    assertUnavailable(() -> calls().digest(nowhere(), 42, piece));
  }

  @Test
  void aNodeDescribesItselfAndHearsOfItsFollowers() throws Exception {
    Node member = new Node();
    String node = start(member);
    assertThat(calls().describe(node)).isEqualTo(Node.DESCRIPTION);
    NodeDescription empty = new NodeDescription("b", "", 0, "a", 1, 1);
    calls().follows(node, empty);
    calls().follows(node, Node.DESCRIPTION);
    assertThat(member.followers()).containsExactly(empty, Node.DESCRIPTION);
    assertUnavailable(() -> calls().describe(nowhere()));
  }

  @Test
  void aRaiseIsAnsweredByTheNode() throws Exception {
    String node =
        start(
            new Node() {
              @Override
              public RaiseAnswer raise(int level) {
                return level == 2
                    ? new RaiseAnswer.Raised(2)
                    : new RaiseAnswer.Refused("node räume reads level 2");
              }
            });
    assertThat(calls().raise(node, 2)).isEqualTo(new RaiseAnswer.Raised(2));
    assertThat(calls().raise(node, 3))
        .isEqualTo(new RaiseAnswer.Refused("node räume reads level 2"));
  }

  @Test
  void aNodeThatDoesNotAnswerIsUnavailableInTime() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    String node = start(silent(end));
    try {
      assertUnavailable(() -> calls().barrier(node));
    } finally {
      end.countDown();
    }
  }

  @Test
  void anInterruptEndsACall() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch called = new CountDownLatch(1);
    String node =
        start(
            new Node() {
              @Override
              public long barrier() throws InterruptedException {
                called.countDown();
                end.await();
                return 1;
              }
            });
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> interrupted =
          threads.submit(() -> {
            try {
              calls().barrier(node);
              return false;
            } catch (InterruptedException e) {
              return true;
            }
          });
      assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
      threads.shutdownNow();
      assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      end.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void manyThreadsCallAtATime() throws Exception {
    String node = start(new Node());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(threads.submit(() -> calls().barrier(node)));
      }
      for (Future<Long> call : calls) {
        assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(7);
      }
    }
  }

  private static Node silent(CountDownLatch end) {
    return new Node() {
      @Override
      public long barrier() throws InterruptedException {
        end.await();
        return 1;
      }
    };
  }

  private Void used(String node, List<StreamKey> keys) throws InterruptedException {
    calls().used(node, keys);
    return null;
  }

  private Void follows(String node, NodeDescription follower) throws InterruptedException {
    calls().follows(node, follower);
    return null;
  }

  private static void assertUnavailable(Callable<?> call) {
    assertThatThrownBy(call::call).isInstanceOf(PeerUnavailableException.class);
  }
}
