package durablestreams.application.job;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.job.JobStatus.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobsTest {

  private final Jobs jobs = new Jobs(InstantSource.fixed(Instant.EPOCH));

  @AfterEach
  void close() {
    jobs.close();
  }

  private JobStatus ended(long id) {
    while (jobs.find(id).orElseThrow().isRunning()) {
      Thread.onSpinWait();
    }
    return jobs.find(id).orElseThrow();
  }

  private long start(JobKind kind) {
    return jobs.start(kind).orElseThrow().id();
  }

  @Test
  void aJobReportsProgressAndItsResult() throws InterruptedException {
    CountDownLatch reported = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    jobs.offer(
        JobKind.VERIFICATION,
        progress -> {
          progress.of(10, "objects");
          progress.done(4);
          progress.problem("one is missing");
          reported.countDown();
          goOn.await();
          progress.done(10);
          return "all checked";
        });
    assertThat(jobs.offers(JobKind.BACKUP)).isFalse();
    assertThat(jobs.start(JobKind.BACKUP)).isEmpty();
    long id = start(JobKind.VERIFICATION);
    reported.await();
    JobStatus running = jobs.find(id).orElseThrow();
    assertThat(running.done()).isEqualTo(4);
    assertThat(running.total()).isEqualTo(10);
    assertThat(running.ended()).isEmpty();
    assertThat(jobs.start(JobKind.VERIFICATION)).as("one of a kind at a time").isEmpty();
    goOn.countDown();
    JobStatus done = ended(id);
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.result()).isEqualTo("all checked");
    assertThat(done.problems()).containsExactly("one is missing");
    assertThat(done.ended()).contains(Instant.EPOCH);
    assertThat(jobs.cancel(id)).isFalse();
    assertThat(start(JobKind.VERIFICATION)).isEqualTo(id + 1);
  }

  @Test
  void aJobThatFailsSaysWhy() {
    jobs.offer(
        JobKind.COMPACTION,
        progress -> {
          throw new IllegalStateException("the archive is gone");
        });
    JobStatus failed = ended(start(JobKind.COMPACTION));
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.result()).isEqualTo("the archive is gone");
  }

  @Test
  void aJobIsCancelledWhileItWaitsAndWhileItWorks() {
    CountDownLatch never = new CountDownLatch(1);
    jobs.offer(
        JobKind.BACKUP,
        progress -> {
          never.await();
          return "";
        });
    jobs.offer(
        JobKind.HOUSEKEEPING,
        progress -> {
          for (long i = 0; true; i++) {
            progress.done(i);
          }
        });
    for (JobKind kind : new JobKind[] {JobKind.BACKUP, JobKind.HOUSEKEEPING}) {
      long id = start(kind);
      assertThat(jobs.cancel(id)).isTrue();
      assertThat(ended(id).state()).isEqualTo(State.CANCELLED);
    }
    long last = start(JobKind.BACKUP);
    jobs.stop(JobKind.BACKUP);
    assertThat(ended(last).state()).isEqualTo(State.CANCELLED);
    assertThat(jobs.offers(JobKind.BACKUP)).isFalse();
  }

  @Test
  void aJobThatTheCancellationFailsIsCancelled() {
    CountDownLatch never = new CountDownLatch(1);
    jobs.offer(
        JobKind.BACKUP,
        progress -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
          }
          return "";
        });
    for (int i = 0; i < 500; i++) {
      long id = start(JobKind.BACKUP);
      jobs.cancel(id);
      assertThat(ended(id).state()).as("round %d", i).isEqualTo(State.CANCELLED);
    }
  }

  @Test
  void theLatestJobsAreKept() {
    jobs.offer(JobKind.HOUSEKEEPING, progress -> "done");
    for (int i = 1; i <= 30; i++) {
      ended(start(JobKind.HOUSEKEEPING));
    }
    assertThat(jobs.list()).hasSize(20);
    assertThat(jobs.list().getFirst().id()).isEqualTo(30);
    assertThat(jobs.find(1)).isEmpty();
  }
}
