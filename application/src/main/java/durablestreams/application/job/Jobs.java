package durablestreams.application.job;

import durablestreams.application.job.JobStatus.State;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Jobs of the server, each on a thread of its own and one of a kind at a time, with the latest that
 * have ended. They are not remembered over a restart.
 */
public final class Jobs implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Jobs.class.getName());
  private static final int KEPT = 20;
  private static final Duration END = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<JobKind, Task> tasks = new EnumMap<>(JobKind.class);
  private final Deque<Job> jobs = new ArrayDeque<>();
  private long lastId;
  private boolean closed;

  public Jobs(InstantSource clock) {
    this.clock = clock;
  }

  /** Work of a job; an interrupt cancels it. */
  @FunctionalInterface
  public interface Task {

    /** Does it; returns the result in one line. */
    String run(JobProgress progress) throws InterruptedException;
  }

  /** Sets what jobs of a kind do. */
  public synchronized void offer(JobKind kind, Task task) {
    tasks.put(kind, task);
  }

  /** Whether this server has jobs of a kind. */
  public synchronized boolean offers(JobKind kind) {
    return tasks.containsKey(kind);
  }

  /** Starts a job; empty while one of its kind runs, and when this server has none of its kind. */
  public synchronized Optional<JobStatus> start(JobKind kind) {
    Task task = tasks.get(kind);
    if (task == null || closed || running(kind).isPresent()) {
      return Optional.empty();
    }
    Job job =
        new Job(
            ++lastId,
            kind,
            clock.instant(),
            Thread.ofPlatform().daemon().name("job-" + kind.label()),
            running -> run(running, task));
    jobs.addFirst(job);
    if (jobs.size() > KEPT) {
      jobs.stream()
          .filter(old -> !old.status().isRunning())
          .reduce((newer, older) -> older)
          .ifPresent(jobs::remove);
    }
    job.start();
    return Optional.of(job.status());
  }

  private void run(Job job, Task task) {
    JobStatus begun = job.status();
    State state = State.DONE;
    String result = "";
    try {
      result = task.run(job);
    } catch (InterruptedException | CancellationException e) {
      state = State.CANCELLED;
      result = "cancelled";
    } catch (RuntimeException | Error e) {
      state = job.isCancelled() ? State.CANCELLED : State.FAILED;
      result = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      LOG.log(Level.DEBUG, begun.kind().label(), e);
    } finally {
      job.end(state, clock.instant(), result);
    }
    LOG.log(
        state == State.FAILED ? Level.ERROR : Level.INFO,
        "Job {0}, {1}, {2}: {3}",
        Long.toString(begun.id()),
        begun.kind().label(),
        state == State.FAILED ? "failed" : state == State.DONE ? "done" : "cancelled",
        result);
  }

  private Optional<Job> running(JobKind kind) {
    return jobs.stream()
        .filter(job -> job.status().kind() == kind && job.status().isRunning())
        .findFirst();
  }

  /** The job of a kind that runs. */
  public synchronized Optional<JobStatus> current(JobKind kind) {
    return running(kind).map(Job::status);
  }

  /** The job of that number; empty if there is none, or it ended long ago. */
  public synchronized Optional<JobStatus> find(long id) {
    return job(id).map(Job::status);
  }

  private Optional<Job> job(long id) {
    return jobs.stream().filter(job -> job.status().id() == id).findFirst();
  }

  /** The jobs that run, and the latest that have ended; the latest start first. */
  public synchronized List<JobStatus> list() {
    return jobs.stream().map(Job::status).toList();
  }

  /** Cancels a job; false if it does not run. It ends soon after. */
  public synchronized boolean cancel(long id) {
    Optional<Job> found = job(id).filter(job -> job.status().isRunning());
    found.ifPresent(Job::cancel);
    return found.isPresent();
  }

  /** Cancels the job of a kind, if one runs, starts no other, and waits for its end. */
  public void stop(JobKind kind) {
    Optional<Job> found;
    synchronized (this) {
      tasks.remove(kind);
      found = running(kind);
      found.ifPresent(Job::cancel);
    }
    found.ifPresent(Jobs::join);
  }

  /** Cancels all jobs, and waits for their end. */
  @Override
  public void close() {
    List<Job> open;
    synchronized (this) {
      closed = true;
      open = jobs.stream().filter(job -> job.status().isRunning()).toList();
      open.forEach(Job::cancel);
    }
    open.forEach(Jobs::join);
  }

  private static void join(Job job) {
    try {
      job.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
