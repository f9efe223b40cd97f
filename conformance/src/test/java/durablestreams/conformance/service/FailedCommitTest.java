package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.offset.PositionUnit;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What callers and readers see of a commit that failed, or of which nobody knows whether it did.
 */
@Timeout(60)
class FailedCommitTest {

  @TempDir private Path folder;

  private final AtomicInteger failuresBefore = new AtomicInteger();
  private final AtomicInteger failuresAfter = new AtomicInteger();
  private final AtomicInteger outOfMemory = new AtomicInteger();

  private TestService start() {
    return TestService.start(folder, TestService.newArchive(), Failing::new);
  }

  @Test
  void nothingOfItIsVisibleAndTheNextAppendTakesItsPlace() {
    try (TestService server = start()) {
      server.create("a", TEXT);
      server.append("a", TEXT, "one;");
      failuresBefore.set(1);
      assertThatThrownBy(() -> server.append("a", TEXT, "lost;"))
          .isInstanceOf(StoreFailedException.class);
      assertThat(server.readAll("a")).isEqualTo("one;");
      server.append("a", TEXT, "two;");
      assertThat(server.readAll("a")).isEqualTo("one;two;");
    }
  }

  @Test
  void oneThatTookEffectAfterAllIsReadAgainFromTheStore() {
    try (TestService server = start()) {
      server.create("a", TEXT);
      server.append("a", TEXT, "one;");
      failuresAfter.set(1);
      assertThatThrownBy(() -> server.append("a", TEXT, "doubtful;"))
          .isInstanceOf(StoreFailedException.class);
      assertThat(server.tryAppend("a", TEXT, "two;")).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(server.readAll("a")).isEqualTo("one;doubtful;two;");
    }
  }

  @Test
  void memoryThatRanOutIsOneSuchFailure() {
    try (TestService server = start()) {
      server.create("a", TEXT);
      server.append("a", TEXT, "one;");
      outOfMemory.set(1);
      assertThatThrownBy(() -> server.append("a", TEXT, "lost;"))
          .isInstanceOf(StoreFailedException.class);
      assertThat(server.readAll("a")).isEqualTo("one;");
      server.append("a", TEXT, "two;");
      assertThat(server.readAll("a")).isEqualTo("one;two;");
    }
  }

  @Test
  void memoryThatRunsOutOnTheLanesThreadLeavesItAlive() {
    String large = "x".repeat(100_000);
    try (TestService server = start()) {
      server.create("a", TEXT);
      outOfMemory.set(1);
      assertThatThrownBy(() -> server.append("a", TEXT, large))
          .isInstanceOf(StoreFailedException.class);
      server.append("a", TEXT, large);
      assertThat(server.readAll("a")).isEqualTo(large);
    }
  }

  private final class Failing extends ForwardingStore {
    Failing(StreamStore inner) {
      super(inner);
    }

    @Override
    public CommitResult commit(List<StreamChange> changes) {
      boolean about =
          changes.stream()
              .anyMatch(c ->
                  c instanceof StreamChange.Appended a && a.batch().unit() == PositionUnit.BYTES);
      if (about && failuresBefore.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new StoreFailedException("the disk is full", new IllegalStateException("as planned"));
      }
      if (about && outOfMemory.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new OutOfMemoryError("as planned");
      }
      CommitResult result = super.commit(changes);
      if (about && failuresAfter.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new StoreFailedException(
            "the answer was lost", new IllegalStateException("as planned"));
      }
      return result;
    }
  }
}
