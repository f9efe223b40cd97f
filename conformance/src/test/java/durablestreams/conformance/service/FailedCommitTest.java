package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What callers and readers see of a commit that failed, or of which nobody knows whether it did.
 */
@Timeout(60)
class FailedCommitTest {

  @TempDir private Path folder;

  private final AtomicInteger failuresBefore = new AtomicInteger();
  private final AtomicInteger failuresAfter = new AtomicInteger();
  private final AtomicBoolean error = new AtomicBoolean();

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

  /**
   * Memory may run out half-way, in a caller that runs the lane as well as on the lane's thread.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 100_000})
  void afterAnErrorNothingThatWasDecidedCounts(int bytes) {
    try (TestService server = start()) {
      server.create("a", TEXT);
      String body = "x".repeat(bytes);
      error.set(true);
      assertThatThrownBy(() -> stamped(server, body)).isInstanceOf(StoreFailedException.class);
      assertThat(stamped(server, body)).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(stamped(server, body)).isInstanceOf(AppendOutcome.Duplicate.class);
      assertThat(server.readAll("a")).isEqualTo(body);
    }
  }

  private static AppendOutcome stamped(TestService server, String body) {
    return server
        .service
        .append()
        .append(
            new AppendCommand(
                new StreamPath("a"),
                TEXT,
                body.getBytes(StandardCharsets.UTF_8),
                new ProducerStamp("p", 0, 0),
                StreamSeq.NONE,
                false),
            TestService.OFF);
  }

  private final class Failing extends ForwardingStore {
    Failing(StreamStore inner) {
      super(inner);
    }

    @Override
    public void commit(List<StreamChange> changes) {
      boolean about =
          changes.stream()
              .anyMatch(c ->
                  c instanceof StreamChange.Appended a && a.batch().unit() == PositionUnit.BYTES);
      if (about && error.getAndSet(false)) {
        throw new OutOfMemoryError("as planned");
      }
      if (about && failuresBefore.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new StoreFailedException("the disk is full", new IllegalStateException("as planned"));
      }
      super.commit(changes);
      if (about && failuresAfter.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new StoreFailedException(
            "the answer was lost", new IllegalStateException("as planned"));
      }
    }
  }
}
