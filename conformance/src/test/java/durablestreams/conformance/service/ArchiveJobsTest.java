package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.TEXT;
import static durablestreams.conformance.service.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.fault.FaultySegmentArchive.Operation;
import durablestreams.application.fault.HeldCall;
import durablestreams.application.job.JobKind;
import durablestreams.application.job.JobStatus;
import durablestreams.application.job.JobStatus.State;
import durablestreams.application.offload.tools.ArchiveVerifier;
import durablestreams.domain.stream.StreamKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that read the archive, amid compaction and when they are cancelled. */
@Timeout(120)
class ArchiveJobsTest {

  @TempDir private Path folder;
  private final FaultySegmentArchive archive = TestService.newArchive();

  /** Makes one more object of the stream, or has some compacted. */
  private static void grow(TestService server) {
    for (int i = 0; i < 12; i++) {
      server.append("a", TEXT, "text " + i + ";");
    }
    await(
        "everything is offloaded",
        () ->
            server.census().pendingSegments() == 0
                && server.census().hotRows() == 0
                && server.census().garbageObjects() == 0);
  }

  private static JobStatus ended(TestService server, JobStatus job) {
    await("the job ends", () -> !server.service.jobs().find(job.id()).orElseThrow().isRunning());
    return server.service.jobs().find(job.id()).orElseThrow();
  }

  private static JobStatus verify(TestService server) {
    return server.service.jobs().start(JobKind.VERIFICATION).orElseThrow();
  }

  /** A job that has listed objects, and waits in the archive for the first of them. */
  private JobStatus held(TestService server, HeldCall call) throws InterruptedException {
    JobStatus job = verify(server);
    call.awaitArrival();
    return job;
  }

  /** The first object of the stream is compacted and removed between its listing and its check. */
  @Test
  void anObjectThatIsCompactedWhileItIsVerifiedIsNoProblem() {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      grow(server);
      String listed = server.objectsOf("a").getFirst();
      long checkedBefore = objectsBefore(server);
      ArchiveVerifier.Report report =
          new ArchiveVerifier(server.directory, archive)
              .verify(count -> {
                if (count == checkedBefore + 1) {
                  for (int i = 0; i < 20 && server.objectsOf("a").contains(listed); i++) {
                    grow(server);
                  }
                }
              });
      assertThat(server.objectsOf("a")).doesNotContain(listed);
      assertThat(report.problems()).isEmpty();
    }
  }

  /** How many objects of other streams are verified before those of the stream. */
  private static long objectsBefore(TestService server) {
    StreamKey key = server.directory.streamNamed("a").orElseThrow().key();
    return server.directory.keysWithObjects(0, 10).stream()
        .filter(other -> other.value() < key.value())
        .mapToLong(other -> server.directory.objectsFrom(other, 0, 10).size())
        .sum();
  }

  @Test
  void aCancelledVerificationEndsAmidAnObjectAndAnotherOneIsWhole() throws Exception {
    try (TestService server = TestService.start(folder, archive)) {
      server.create("a", TEXT);
      grow(server);
      JobStatus job = held(server, archive.holdNext(Operation.READ));
      assertThat(server.service.jobs().cancel(job.id())).isTrue();
      JobStatus cancelled = ended(server, job);
      assertThat(cancelled.state()).as(cancelled.result()).isEqualTo(State.CANCELLED);
      assertThat(cancelled.problems()).isEmpty();
      JobStatus whole = ended(server, verify(server));
      assertThat(whole.state()).as(whole.result()).isEqualTo(State.DONE);
    }
  }
}
