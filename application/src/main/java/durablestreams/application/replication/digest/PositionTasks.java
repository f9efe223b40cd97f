package durablestreams.application.replication.digest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Tasks that wait for a position of the commit log. The thread that has just applied the record
 * there runs them. Without any, that thread compares two numbers for each record.
 */
public final class PositionTasks {

  private record Task(long position, LongConsumer work) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Task> tasks = new ArrayList<>();
  private volatile long first = Long.MAX_VALUE;

  /**
   * Adds a task.
   *
   * @param applied how far the log is applied now
   * @param work takes the position of the record that has just been applied
   * @return false when the position was passed before; the task does not run then
   */
  boolean add(long position, LongSupplier applied, LongConsumer work) {
    Task task = new Task(position, work);
    lock.lock();
    try {
      tasks.add(task);
      first = Math.min(first, position);
    } finally {
      lock.unlock();
    }
    return applied.getAsLong() < position || !remove(task);
  }

  private boolean remove(Task task) {
    lock.lock();
    try {
      boolean waited = tasks.remove(task);
      findFirst();
      return waited;
    } finally {
      lock.unlock();
    }
  }

  private void findFirst() {
    first = tasks.stream().mapToLong(Task::position).min().orElse(Long.MAX_VALUE);
  }

  /** The record at {@code position} is applied. Called by the thread that applied it. */
  public void passed(long position) {
    if (position >= first) {
      run(position);
    }
  }

  private void run(long position) {
    List<Task> due = new ArrayList<>();
    lock.lock();
    try {
      Iterator<Task> all = tasks.iterator();
      while (all.hasNext()) {
        Task task = all.next();
        if (task.position() <= position) {
          due.add(task);
          all.remove();
        }
      }
      findFirst();
    } finally {
      lock.unlock();
    }
    due.forEach(task -> task.work().accept(position));
  }
}
