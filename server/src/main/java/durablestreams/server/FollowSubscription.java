package durablestreams.server;

import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.follow.FollowStream;
import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Subscription of one follower of a stream. A thread of its own reads and calls the subscriber; it
 * waits for demand, then for messages.
 */
final class FollowSubscription implements Flow.Subscription, Runnable {

  /** How long a wait for messages is; after it the next begins. */
  private static final Duration WAIT = Duration.ofMinutes(1);

  private static final System.Logger LOG = System.getLogger(FollowSubscription.class.getName());

  private static final Flow.Subscription REFUSED =
      new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private final FollowStream follow;
  private final StreamPath path;
  private final OffsetParameter from;
  private final Flow.Subscriber<? super StreamPage> subscriber;
  private long demand;
  private boolean cancelled;
  private @Nullable IllegalArgumentException violation;

  /** The thread while it waits, so that it is not interrupted in the subscriber's code. */
  private @Nullable Thread waiting;

  private FollowSubscription(
      FollowStream follow,
      StreamPath path,
      OffsetParameter from,
      Flow.Subscriber<? super StreamPage> subscriber) {
    this.follow = follow;
    this.path = path;
    this.from = from;
    this.subscriber = subscriber;
  }

  /** Begins to read for a subscriber. */
  static void begin(
      FollowStream follow,
      StreamPath path,
      OffsetParameter from,
      Flow.Subscriber<? super StreamPage> subscriber,
      Executor threads) {
    Objects.requireNonNull(subscriber);
    try {
      threads.execute(new FollowSubscription(follow, path, from, subscriber));
    } catch (RejectedExecutionException e) {
      subscriber.onSubscribe(REFUSED);
      subscriber.onError(StreamExceptions.stopping());
    }
  }

  @Override
  public synchronized void request(long n) {
    if (n <= 0) {
      violation = new IllegalArgumentException("a subscriber requests at least one page, not " + n);
      wake();
    } else {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      notifyAll();
    }
  }

  @Override
  public synchronized void cancel() {
    cancelled = true;
    wake();
  }

  private void wake() {
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  @Override
  public void run() {
    subscriber.onSubscribe(this);
    Throwable failure = null;
    try {
      FollowOutcome outcome = follow.follow(path, from, Delivery.BYTES, RequestTimings.OFF);
      if (outcome instanceof FollowOutcome.Opened(LiveReader reader)) {
        try (reader) {
          relay(reader);
        }
      } else {
        failure = StreamExceptions.refused(outcome);
      }
    } catch (InterruptedException e) {
      failure = StreamExceptions.stopping();
    } catch (RuntimeException e) {
      failure = e;
    }
    end(failure);
  }

  private void end(@Nullable Throwable failure) {
    Throwable told;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      told = violation == null ? failure : violation;
    }
    if (told == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(told);
    }
  }

  private void relay(LiveReader reader) throws InterruptedException {
    boolean more = true;
    while (more && awaitDemand()) {
      more = pass(reader, next(reader));
    }
  }

  /** Waits until a page may be passed on; false when none may be any more. */
  private synchronized boolean awaitDemand() throws InterruptedException {
    while (demand == 0 && !over()) {
      waiting = Thread.currentThread();
      try {
        wait();
      } catch (InterruptedException e) {
        if (!over()) {
          throw e;
        }
      } finally {
        waiting = null;
      }
    }
    return !over();
  }

  private boolean over() {
    return cancelled || violation != null;
  }

  private LiveStep next(LiveReader reader) throws InterruptedException {
    synchronized (this) {
      if (over()) {
        throw new InterruptedException();
      }
      waiting = Thread.currentThread();
    }
    try {
      return reader.next(WAIT);
    } finally {
      synchronized (this) {
        waiting = null;
        if (over()) {
          Thread.interrupted();
        }
      }
    }
  }

  /** Passes a step on; false when it was the last one. */
  private boolean pass(LiveReader reader, LiveStep step) {
    return switch (step) {
      case LiveStep.Data data -> {
        StreamPage page;
        try (data) {
          page = page(reader, data);
        }
        yield take() && passed(page);
      }
      case LiveStep.Timeout _ -> true;
      case LiveStep.Ended _ -> false;
      case LiveStep.Trimmed(Offset earliest) -> throw StreamExceptions.trimmed(earliest);
      case LiveStep.Deleted() -> throw StreamExceptions.notFound();
      case LiveStep.Stopping _ -> throw StreamExceptions.stopping();
    };
  }

  private static StreamPage page(LiveReader reader, LiveStep.Data data) {
    List<MessageBatch> messages =
        data.batches().stream().map(LiveBatch::messages).flatMap(List::stream).toList();
    Offset next = data.batches().getLast().next();
    return StreamPage.of(reader.contentType(), messages, next, data.upToDate(), data.closed());
  }

  private synchronized boolean take() {
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    return !over();
  }

  private boolean passed(StreamPage page) {
    try {
      subscriber.onNext(page);
      return !page.closed();
    } catch (RuntimeException e) {
      cancel();
      LOG.log(Level.WARNING, "A subscriber of " + path + " failed and gets nothing more", e);
      return false;
    }
  }
}
