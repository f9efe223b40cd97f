package durablestreams.benchmarks.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One generator thread: a selector, its connections, and timers.
 *
 * <p>Everything that a handler does runs on this thread, so workloads need no locks. Timers are
 * exact to a millisecond. An exception of a handler stops the loop and is handed to the thread that
 * closes it or waits for it.
 */
public final class EventLoop implements AutoCloseable {

  private static final int READ_BUFFER_BYTES = 256 * 1024;
  private static final long IDLE_SELECT_MILLIS = 50;

  private record Timer(long due, Runnable task) {}

  private final Selector selector;
  private final Thread thread;
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::due));
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private long now = System.nanoTime();

  /** Starts a loop on a thread of its own. */
  public EventLoop(String name) {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector to be had", e);
    }
    thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /** Runs a task on the loop's thread, soon. */
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Runs a task at a {@link System#nanoTime} instant; call it from the loop's thread. */
  public void at(long due, Runnable task) {
    timers.add(new Timer(due, task));
  }

  /** The instant at which the current round of events was met; call it from the loop's thread. */
  public long now() {
    return now;
  }

  /** Opens a connection; call it from the loop's thread. */
  public Connection connect(Endpoint endpoint, ConnectionHandler handler) throws IOException {
    return new Connection(endpoint, handler, selector);
  }

  /** Throws what stopped the loop, if anything did. */
  public void check() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("the load generator failed: " + cause, cause);
    }
  }

  /** Stops the loop and closes its connections. */
  @Override
  public void close() {
    stopped = true;
    selector.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector) {
      while (!stopped) {
        selector.select(this::selected, timeout());
        now = System.nanoTime();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        fireTimers();
      }
      for (SelectionKey key : selector.keys()) {
        ((Connection) key.attachment()).close();
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private void selected(SelectionKey key) {
    now = System.nanoTime();
    ((Connection) key.attachment()).selected(in);
  }

  private long timeout() {
    Timer next = timers.peek();
    if (next == null) {
      return IDLE_SELECT_MILLIS;
    }
    long millis = (next.due() - System.nanoTime()) / 1_000_000 + 1;
    return Math.clamp(millis, 1, IDLE_SELECT_MILLIS);
  }

  private void fireTimers() {
    for (Timer next = timers.peek(); next != null && next.due() <= now; next = timers.peek()) {
      timers.poll();
      next.task().run();
    }
  }
}
