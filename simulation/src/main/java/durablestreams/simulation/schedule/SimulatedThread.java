package durablestreams.simulation.schedule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Simulated thread: a virtual thread, and the place where the JDK hands in what it is to run next.
 *
 * <p>The factory of virtual threads with a scheduler of their own is not public in JDK 25: the JVM
 * needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class SimulatedThread implements Executor {

  /** The priority of a thread that has none yet. */
  static final long NO_PRIORITY = 0;

  private static final MethodHandle NEW_VIRTUAL_THREAD = factory();

  private final Scheduler scheduler;
  private final SimulatedProcess process;
  private final String name;
  private final long number;
  private @Nullable Thread thread;
  private @Nullable Runnable continuation;
  private int atomic;
  private long priority = NO_PRIORITY;

  SimulatedThread(Scheduler scheduler, SimulatedProcess process, String name, long number) {
    this.scheduler = scheduler;
    this.process = process;
    this.number = number;
    this.name = name.isEmpty() ? "thread-" + number : name;
  }

  private static MethodHandle factory() {
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
          .findStatic(
              builders,
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "simulated threads need JDK 25 with --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
  }

  Thread create(Runnable body, Consumer<Throwable> failed) {
    try {
      Thread created = (Thread) NEW_VIRTUAL_THREAD.invoke((Executor) this, name, 0, body);
      created.setUncaughtExceptionHandler((ignored, e) -> failed.accept(e));
      thread = created;
      return created;
    } catch (Throwable e) {
      throw new IllegalStateException("no virtual thread", e);
    }
  }

  @Override
  public void execute(Runnable next) {
    continuation = next;
    scheduler.ready(this);
  }

  /** Runs the thread until it blocks, takes a step or ends. */
  void runOn() {
    Objects.requireNonNull(continuation).run();
  }

  void beginAtomic() {
    atomic++;
  }

  void endAtomic() {
    atomic--;
  }

  boolean isAtomic() {
    return atomic > 0;
  }

  Thread thread() {
    return Objects.requireNonNull(thread);
  }

  SimulatedProcess process() {
    return process;
  }

  /** Its number in the order in which threads were made. */
  long number() {
    return number;
  }

  String name() {
    return name;
  }

  long priority() {
    return priority;
  }

  void setPriority(long next) {
    priority = next;
  }
}
