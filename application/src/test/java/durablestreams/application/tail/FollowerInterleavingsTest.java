package durablestreams.application.tail;

import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveClient;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Interleavings of followers, the lane and fan-out workers, which a model checker chooses. */
@Tag("slow")
class FollowerInterleavingsTest {

  private static final LiveClient CLIENT = LiveClient.here(Delivery.EVENTS);
  private static final StreamKey KEY = new StreamKey(7);

  /** Not stopping; its own workers have nothing to do. */
  private static final TailHub HUB = new TailHub(1_000, new MemoryBudget(1 << 24));

  private static void check(Class<?> operations, int scenarios) {
    new ModelCheckingOptions()
        .iterations(scenarios)
        .invocationsPerIteration(200)
        .threads(3)
        .actorsPerThread(2)
        .check(operations);
  }

  /** Followers that register and leave. */
  public static class Registrations {
    private final FollowerList list = new FollowerList();
    private final TailFollower[] followers = new TailFollower[3];

    public Registrations() {
      for (int i = 0; i < followers.length; i++) {
        followers[i] =
            new TailFollower(
                HUB, KEY, Thread.currentThread(), new FollowerProgress(1, CLIENT, Offset.START));
      }
    }

    @Operation
    public boolean add(@Param(gen = IntGen.class, conf = "0:2") int number) {
      synchronized (followers[number]) { // a follower registers once
        if (followers[number].registered()) {
          return false;
        }
        list.add(followers[number]);
        return true;
      }
    }

    @Operation
    public boolean remove(@Param(gen = IntGen.class, conf = "0:2") int number) {
      synchronized (followers[number]) {
        return list.remove(followers[number]);
      }
    }

    @Operation
    public int size() {
      return list.size();
    }

    @Operation
    public int listed() {
      return list.all().length;
    }
  }

  /** A follower whose wake task workers run while its thread waits. */
  public static class Turns implements WakeTask {
    private final TailChannel channel = new TailChannel();
    private final TailFollower follower =
        new TailFollower(
            HUB, KEY, Thread.currentThread(), new FollowerProgress(1, CLIENT, Offset.START));
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean both;
    private long seen;

    public Turns() {
      follower.listen(channel);
    }

    @Operation(nonParallelGroup = "lane")
    public void publish() {
      channel.publish();
      follower.call();
    }

    @Operation
    public void serve() {
      if (follower.serve()) {
        follower.call();
      }
    }

    @Operation(nonParallelGroup = "reader")
    public void waitForNews() throws InterruptedException {
      follower.await(seen, System.nanoTime() - 1, this);
      readOn();
    }

    /** On a worker. */
    @Override
    public boolean run() {
      readOn();
      return seen % 2 == 0; // else the thread is woken
    }

    private void readOn() {
      both |= busy.getAndSet(true);
      seen = channel.version();
      busy.set(false);
    }

    @Validate
    public void oneThreadAtATimeReads() {
      if (both) {
        throw new IllegalStateException("two threads read for one follower");
      }
    }
  }

  @Test
  void registrationsAreLinearizable() {
    check(Registrations.class, 5);
  }

  @Test
  void oneThreadAtATimeReadsForAFollower() {
    check(Turns.class, 10);
  }

  @Test
  @Tag("long")
  void manyMoreScenarios() {
    check(Registrations.class, 500);
    check(Turns.class, 500);
  }
}
