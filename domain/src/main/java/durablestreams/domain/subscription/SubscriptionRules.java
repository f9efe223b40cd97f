package durablestreams.domain.subscription;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Rules of wakes and leases (protocol, section 7.3): {@code Idle → Waking → Leased → Idle}. The
 * generation rises with every wake and never falls.
 */
public final class SubscriptionRules {

  /** Delay before the first repetition of a failed announcement. */
  public static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  public static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

  /** Part of a delay by which it varies at random, up or down. */
  public static final double JITTER = 0.2;

  /** Delay after which a wake event that no worker has claimed is written once more. */
  public static final Duration REPEAT = Duration.ofMinutes(10);

  private static final int MAX_DOUBLINGS = 6;

  private SubscriptionRules() {}

  /** A new wake of an idle subscription, to be announced at once. */
  public static Subscription wake(Subscription idle, String wakeId, Instant now) {
    return idle.withState(new WakeState.Waking(idle.state().generation() + 1, wakeId, 0, now));
  }

  /** Whether the lease has expired. */
  public static boolean expired(Subscription subscription, Instant now) {
    return subscription.state() instanceof WakeState.Leased leased && !now.isBefore(leased.until());
  }

  /** The subscription without its wake, whose token is worth nothing from now on. */
  public static Subscription released(Subscription subscription) {
    return subscription.withState(new WakeState.Idle(subscription.state().generation()));
  }

  /** Whether {@code ref} is the wake that is announced or leased; otherwise it is fenced. */
  public static boolean isCurrent(Subscription subscription, WakeRef ref) {
    return switch (subscription.state()) {
      case WakeState.Idle ignored -> false;
      case WakeState.Waking(long generation, String wakeId, int ignored, Instant due) ->
          generation == ref.generation() && wakeId.equals(ref.wakeId());
      case WakeState.Leased(long generation, String wakeId, String holder, Instant until) ->
          generation == ref.generation() && wakeId.equals(ref.wakeId());
    };
  }

  /**
   * A claim of a worker.
   *
   * @param pending whether any linked stream has more than was acknowledged
   * @param wakeId id of a wake that the claim itself makes, if none is announced
   */
  public static ClaimOutcome claim(
      Subscription subscription, String worker, boolean pending, String wakeId, Instant now) {
    return switch (subscription.state()) {
      case WakeState.Leased(long generation, String wake, String holder, Instant until)
          when now.isBefore(until) ->
          new ClaimOutcome.AlreadyClaimed(holder, generation);
      case WakeState.Waking(long generation, String wake, int attempts, Instant due) ->
          granted(subscription, generation, wake, worker, now);
      case WakeState.Idle(long generation) ->
          pending
              ? granted(subscription, generation + 1, wakeId, worker, now)
              : new ClaimOutcome.NothingPending();
      case WakeState.Leased(long generation, String wake, String holder, Instant until) ->
          pending
              ? granted(subscription, generation + 1, wakeId, worker, now)
              : new ClaimOutcome.NothingPending();
    };
  }

  private static ClaimOutcome granted(
      Subscription subscription, long generation, String wakeId, String worker, Instant now) {
    WakeState.Leased lease =
        new WakeState.Leased(generation, wakeId, worker, now.plus(subscription.config().lease()));
    return new ClaimOutcome.Granted(subscription.withState(lease), lease);
  }

  /** A sign of life of the worker that has the current wake: the lease starts anew. */
  public static Subscription extended(Subscription subscription, String worker, Instant now) {
    return switch (subscription.state()) {
      case WakeState.Idle ignored -> subscription;
      case WakeState.Waking(long generation, String wakeId, int attempts, Instant due) ->
          subscription.withState(
              new WakeState.Leased(
                  generation, wakeId, worker, now.plus(subscription.config().lease())));
      case WakeState.Leased(long generation, String wakeId, String holder, Instant until) ->
          subscription.withState(
              new WakeState.Leased(
                  generation, wakeId, holder, now.plus(subscription.config().lease())));
    };
  }

  /** The wake was announced; unless a worker claims it, it is announced again. */
  public static Subscription announced(Subscription subscription, Instant now) {
    return subscription.state() instanceof WakeState.Waking waking
        ? subscription.withState(
            new WakeState.Waking(waking.generation(), waking.wakeId(), 0, now.plus(REPEAT)))
        : subscription;
  }

  /** A wake that is due too late, or never as of earlier versions, is due at once. */
  public static Subscription hastened(Subscription subscription, Instant now) {
    return subscription.state() instanceof WakeState.Waking waking
            && waking.due().isAfter(now.plus(REPEAT))
        ? subscription.withState(
            new WakeState.Waking(waking.generation(), waking.wakeId(), waking.attempts(), now))
        : subscription;
  }

  /**
   * The announcement failed and is repeated with exponential backoff.
   *
   * @param random from 0 to 1
   */
  public static Subscription failed(Subscription subscription, double random, Instant now) {
    return subscription.state() instanceof WakeState.Waking waking
        ? subscription.withState(
            new WakeState.Waking(
                waking.generation(),
                waking.wakeId(),
                waking.attempts() + 1,
                now.plus(backoff(waking.attempts(), random))))
        : subscription;
  }

  /**
   * A webhook that has the lease was not delivered, or was not answered while the lease was held.
   * It is repeated with exponential backoff: under the same wake as long as the lease holds, which
   * starts anew with it, and then under a new one. A receiver that does not answer has been waited
   * for, so its backoff counts from the start of the lease.
   *
   * @param failures earlier failures in a row
   * @param random from 0 to 1
   * @param wakeId id of a wake after the lease
   */
  public static Subscription undelivered(
      Subscription subscription, int failures, double random, String wakeId, Instant now) {
    if (!(subscription.state()
        instanceof WakeState.Leased(long generation, String wake, String holder, Instant until))) {
      return subscription;
    }
    Duration backoff = backoff(failures, random);
    if (now.isBefore(until)) {
      Instant due = now.plus(backoff);
      return subscription.withState(
          due.isBefore(until)
              ? new WakeState.Waking(generation, wake, failures + 1, due)
              : new WakeState.Waking(generation + 1, wakeId, failures + 1, due));
    }
    Instant due = until.minus(subscription.config().lease()).plus(backoff);
    return subscription.withState(
        new WakeState.Waking(generation + 1, wakeId, failures + 1, due.isBefore(now) ? now : due));
  }

  /**
   * Delay after {@code failures} earlier failures: 1 s doubling to 60 s, with 20 % jitter.
   *
   * @param random from 0 to 1
   */
  public static Duration backoff(int failures, double random) {
    long millis =
        Math.min(
            FIRST_RETRY.toMillis() << Math.min(failures, MAX_DOUBLINGS), LONGEST_RETRY.toMillis());
    return Duration.ofMillis(Math.round(millis * (1 - JITTER + 2 * JITTER * random)));
  }

  /** Judges an acknowledgement; one of a stream that is gone changes nothing. */
  public static AckVerdict judge(
      @Nullable StreamLink link, @Nullable StreamEnd end, Offset offset) {
    if (link == null) {
      return new AckVerdict.NotLinked();
    }
    if (end == null) {
      return new AckVerdict.Valid();
    }
    if (offset.compareTo(link.ackedIn(end)) < 0) {
      return new AckVerdict.BelowCursor(link.ackedIn(end));
    }
    return offset.compareTo(end.tail()) > 0
        ? new AckVerdict.BeyondTail(end.tail())
        : new AckVerdict.Valid();
  }
}
