package durablestreams.histories.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Operations of all clients of one run; clients add to it concurrently. */
public final class History {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private final List<Operation> operations = new ArrayList<>();
  private int answers;

  public void add(Operation operation) {
    lock.lock();
    try {
      operations.add(operation);
      if (operation.reply().status() != 0) {
        answers++;
        answered.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  public List<Operation> operations() {
    lock.lock();
    try {
      return List.copyOf(operations);
    } finally {
      lock.unlock();
    }
  }

  /** How many requests a server answered. */
  public int answers() {
    lock.lock();
    try {
      return answers;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until this many requests were answered. */
  public void awaitAnswers(int count, Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (answers < count) {
        left = answered.awaitNanos(left);
        if (left <= 0) {
          throw new IllegalStateException(
              answers
                  + " requests of "
                  + count
                  + " were answered in "
                  + TimeUnit.NANOSECONDS.toSeconds(timeout.toNanos())
                  + " s");
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes one operation a line. */
  public void save(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Operation operation : operations()) {
        out.write(OperationText.of(operation));
        out.newLine();
      }
    }
  }

  /** Reads what {@link #save} or another recorder wrote. */
  public static List<Operation> load(Path file) throws IOException {
    List<Operation> loaded = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      if (!line.isBlank()) {
        try {
          loaded.add(OperationText.parse(line));
        } catch (RuntimeException e) {
          throw new IOException(file + ":" + number + ": " + e.getMessage(), e);
        }
      }
    }
    return loaded;
  }
}
