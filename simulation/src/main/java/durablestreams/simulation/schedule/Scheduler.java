package durablestreams.simulation.schedule;

import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Deterministic scheduler of simulated threads, on the one thread that calls {@link #runUntil}.
 *
 * <p>Simulated threads are virtual threads with this scheduler in place of the pool of the JDK, so
 * everything of {@code java.util.concurrent} works on them. One runs at a time, until it blocks or
 * takes a {@linkplain #step() step}; the seed decides which one is next, by what policy, and
 * whether threads stall now and then. Time passes by a few microseconds per step, and jumps to the
 * next timer when no thread can run.
 *
 * <p>There is one scheduler at a time in a JVM; the next one waits until it is closed.
 */
public final class Scheduler implements AutoCloseable {

  private static final long LONGEST_STEP_NANOS = 20_000;

  private static final Semaphore ONE_AT_A_TIME = new Semaphore(1);

  private static volatile @Nullable Scheduler current;

  private final SplittableRandom random;
  private final Trace trace;
  private final long maxSteps;

  private final Choice choice;
  private final Stalls stalls;
  private final List<SimulatedThread> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final SimulatedProcess outside = new SimulatedProcess("outside");
  private @Nullable SimulatedThread running;
  private @Nullable SimulatedThread last;
  private @Nullable Throwable failure;
  private long now;
  private long steps;
  private long threads;

  /**
   * @param maxSteps steps after which a run counts as one that never ends
   */
  public Scheduler(long seed, Trace trace, long maxSteps) {
    this.random = new SplittableRandom(seed);
    this.trace = trace;
    this.maxSteps = maxSteps;
    this.choice = Choice.of(random);
    this.stalls = new Stalls(random);
    ONE_AT_A_TIME.acquireUninterruptibly();
    current = this;
    Monitors.clear();
  }

  /** The scheduler of the simulation that runs. */
  public static Scheduler current() {
    return Objects.requireNonNull(current, "no simulation runs");
  }

  /** The source of all that is random in a run. */
  public RandomGenerator random() {
    return random;
  }

  /** Nanoseconds of simulated time since the run began. */
  public long now() {
    return now;
  }

  /** Notes an event. */
  public void trace(String event) {
    trace.event(now, event);
  }

  /** Starts a thread of the process. */
  public Thread start(SimulatedProcess process, String name, Runnable body) {
    Thread thread = thread(process, name, body);
    thread.start();
    return thread;
  }

  /** A thread of the process that starts one, not started. */
  Thread thread(String name, Runnable body) {
    SimulatedThread creator = running;
    return thread(creator == null ? outside : creator.process(), name, body);
  }

  private Thread thread(SimulatedProcess process, String name, Runnable body) {
    SimulatedThread thread = new SimulatedThread(this, process, name, threads++);
    return thread.create(body, this::fail);
  }

  /** Gives other threads a chance to run, and a crash a chance to happen. */
  public void step() {
    SimulatedThread thread = running;
    if (thread != null && !thread.isAtomic() && Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }

  /** Runs an action of the thread that runs without steps. */
  <T> T atomically(Supplier<T> action) {
    SimulatedThread thread = running;
    if (thread == null) {
      return action.get();
    }
    thread.beginAtomic();
    try {
      return action.get();
    } finally {
      thread.endAtomic();
    }
  }

  /** Runs an action that wakes threads in the order of a hash table, and puts them in order. */
  <T> T inOrder(Supplier<T> action) {
    int before = ready.size();
    T result = action.get();
    ready.subList(before, ready.size()).sort(Comparator.comparingLong(SimulatedThread::number));
    return result;
  }

  /** A step, one time in {@code times}. */
  void stepOnceIn(int times) {
    if (running != null && random.nextInt(times) == 0) {
      step();
    }
  }

  /** Runs an action after that time; one that belongs to a process ends with it. */
  public Timer after(long nanos, @Nullable SimulatedProcess process, Runnable action) {
    Timer timer = new Timer(now + Math.max(1, nanos), threads++, process, action);
    timers.add(timer);
    return timer;
  }

  /** The process of the thread that runs. */
  SimulatedProcess runningProcess() {
    SimulatedThread thread = running;
    return thread == null ? outside : thread.process();
  }

  void cancel(Timer timer) {
    timers.remove(timer);
  }

  void ready(SimulatedThread thread) {
    SimulatedProcess process = thread.process();
    if (process.alive() && process.held()) {
      process.holdBack(thread);
    } else if (process.alive()) {
      ready.add(thread);
    }
  }

  /** Keeps the threads of a process from running until it is resumed; time goes on for them. */
  public void hold(SimulatedProcess process) {
    process.hold();
    ready.removeIf(thread -> {
      boolean of = thread.process() == process;
      if (of) {
        process.holdBack(thread);
      }
      return of;
    });
  }

  /** Lets the threads of a held process run again. */
  public void resume(SimulatedProcess process) {
    ready.addAll(process.release());
  }

  /** Ends a process at this moment: none of its threads runs again, and nothing is cleaned up. */
  public void kill(SimulatedProcess process) {
    process.end();
    ready.removeIf(thread -> thread.process() == process);
    timers.removeIf(timer -> timer.process() == process);
    if (last != null && last.process() == process) {
      last = null;
    }
  }

  /** The first exception that left a thread, or that was reported, ends the run. */
  public void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /**
   * Runs threads until {@code done} says so after a step.
   *
   * @return false if nothing can ever run any more
   */
  public boolean runUntil(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      if (!runOne()) {
        return false;
      }
      if (failure != null) {
        throw new SimulationFailedException("after " + steps + " steps: " + failure, failure);
      }
      if (++steps > maxSteps) {
        throw new SimulationFailedException("the run did not end in " + maxSteps + " steps", null);
      }
    }
    return true;
  }

  private boolean runOne() {
    now += 1 + random.nextLong(LONGEST_STEP_NANOS);
    fireDue();
    while (ready.isEmpty()) {
      Timer next = timers.peek();
      if (next == null) {
        return false;
      }
      now = Math.max(now, next.due());
      fireDue();
    }
    SimulatedThread next = ready.remove(choice.next(ready, last));
    long stall = stalls.next();
    if (stall > 0) {
      trace.event(now, next.name() + " stalls");
      after(stall, next.process(), () -> ready(next));
      return true;
    }
    runOn(next);
    return true;
  }

  private void runOn(SimulatedThread next) {
    trace.step(now, next.name());
    running = next;
    last = next;
    try {
      next.runOn();
    } finally {
      running = null;
    }
    if (next.thread().getState() == State.BLOCKED) {
      // The JDK wakes such a thread on a thread of its own: the order would be left to chance.
      fail(new IllegalStateException(next.name() + " waits for a monitor that is not simulated"));
    }
  }

  private void fireDue() {
    for (Timer next = timers.peek(); next != null && next.due() <= now; next = timers.peek()) {
      timers.remove();
      next.fire();
    }
  }

  /** Whether threads that could run are kept from it for up to half a second in this run. */
  public boolean threadsStall() {
    return stalls.happen();
  }

  public long steps() {
    return steps;
  }

  @Override
  public void close() {
    current = null;
    ONE_AT_A_TIME.release();
  }
}
