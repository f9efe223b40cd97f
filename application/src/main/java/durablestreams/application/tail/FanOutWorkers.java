package durablestreams.application.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Fan-out workers: a few threads that run the wake tasks of followers, so that the lane does not.
 *
 * <p>A round serves each follower of a channel once. Workers share a round in small strides. A
 * channel that is announced again before its round begins gets one round for both.
 */
final class FanOutWorkers {

  /** Followers that a worker takes at a time. */
  private static final int STRIDE = 16;

  private final ConcurrentLinkedQueue<TailChannel> announced = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<FanOutRound> open = new ConcurrentLinkedQueue<>();
  private final List<Worker> workers = new ArrayList<>();
  private volatile boolean stopped;

  FanOutWorkers(int count) {
    for (int i = 0; i < count; i++) {
      workers.add(new Worker(i));
    }
    workers.forEach(worker -> worker.thread.start());
  }

  void announce(TailChannel channel) {
    if (channel.announce()) {
      announced.add(channel);
      callOne();
    }
  }

  private void callOne() {
    for (Worker worker : workers) {
      if (worker.idle) {
        worker.idle = false;
        LockSupport.unpark(worker.thread);
        return;
      }
    }
  }

  void stop() {
    stopped = true;
    workers.forEach(worker -> LockSupport.unpark(worker.thread));
  }

  /** Fan-out round: the followers of a channel, and the next one to serve. */
  private static final class FanOutRound {
    private final TailFollower[] followers;
    private final AtomicInteger next = new AtomicInteger();

    FanOutRound(TailFollower[] followers) {
      this.followers = followers;
    }

    boolean over() {
      return next.get() >= followers.length;
    }

    /**
     * Serves followers that no other worker has taken; collects those whose threads must be woken
     * afterwards.
     */
    void work(List<TailFollower> toCall) {
      for (int from = next.getAndAdd(STRIDE);
          from < followers.length;
          from = next.getAndAdd(STRIDE)) {
        int to = Math.min(followers.length, from + STRIDE);
        for (int i = from; i < to; i++) {
          if (followers[i].serve()) {
            toCall.add(followers[i]);
          }
        }
      }
    }
  }

  private final class Worker {
    private final Thread thread;
    private final List<TailFollower> toCall = new ArrayList<>();
    private volatile boolean idle;

    Worker(int number) {
      thread = Thread.ofPlatform().name("tail-worker-" + number).daemon().unstarted(this::run);
    }

    private void run() {
      while (!stopped) {
        FanOutRound round = round();
        if (round != null) {
          round.work(toCall);
          open.remove(round);
          toCall.forEach(TailFollower::call);
          toCall.clear();
          continue;
        }
        idle = true;
        if (announced.isEmpty() && open.isEmpty() && !stopped) {
          LockSupport.park(this);
        }
        idle = false;
      }
    }

    private @Nullable FanOutRound round() {
      for (FanOutRound round = open.peek(); round != null; round = open.peek()) {
        if (!round.over()) {
          callOne();
          return round;
        }
        open.remove(round);
      }
      TailChannel channel = announced.poll();
      if (channel == null) {
        return null;
      }
      FanOutRound round = new FanOutRound(channel.begin());
      if (round.followers.length > STRIDE) {
        open.add(round);
        callOne();
      }
      return round;
    }
  }
}
