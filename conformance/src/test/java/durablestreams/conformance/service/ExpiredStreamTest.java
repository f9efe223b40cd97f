package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.OFF;
import static durablestreams.conformance.service.TestService.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.create.CreateCommand;
import durablestreams.application.port.StreamStore;
import durablestreams.application.read.ReadOutcome;
import durablestreams.conformance.harness.Elapsed;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What readers see of a stream whose time is over while its name is given to another. */
@Timeout(60)
class ExpiredStreamTest {

  private static final StreamPath STREAM = new StreamPath("a");

  @TempDir private Path folder;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);

  @Test
  void aReaderOfTheSameGroupGetsTheNewOne() throws Exception {
    try (TestService server = TestService.start(folder, TestService.newArchive(), Holding::new)) {
      server.create("other", TEXT);
      Instant end = Instant.now().plusMillis(700);
      create(server, "old", new Expiry.At(end));
      FutureTask<?> holding = new FutureTask<>(() -> server.append("other", TEXT, "hold"));
      Thread.ofPlatform().start(holding);
      held.await();
      Elapsed.until(end.plusMillis(1));
      FutureTask<CreateOutcome> created = new FutureTask<>(() -> create(server, "new", null));
      queue(created);
      FutureTask<ReadOutcome> read = new FutureTask<>(() -> readTail(server));
      queue(read);
      letGo.countDown();
      holding.get();
      assertThat(created.get()).isInstanceOf(CreateOutcome.Created.class);
      assertThat(read.get()).isEqualTo(readTail(server));
    }
  }

  /** Runs a task up to where it waits for the lane. */
  private static void queue(FutureTask<?> task) {
    Thread thread = Thread.ofPlatform().start(task);
    TestService.await("it waits", () -> thread.getState() == Thread.State.WAITING);
  }

  private static ReadOutcome readTail(TestService server) {
    return server.service.read().read(STREAM, new OffsetParameter.Now(), OFF);
  }

  private static CreateOutcome create(TestService server, String body, Expiry expiry) {
    return server
        .service
        .create()
        .create(
            new CreateCommand(
                STREAM,
                TEXT,
                expiry,
                body.getBytes(StandardCharsets.UTF_8),
                false,
                CreateCommand.NO_FORK),
            OFF);
  }

  /** Holds the lane while it commits an append to the other stream. */
  private final class Holding extends ForwardingStore {
    Holding(StreamStore inner) {
      super(inner);
    }

    @Override
    public void commit(List<StreamChange> changes) {
      if (changes.stream()
          .anyMatch(c ->
              c instanceof StreamChange.Appended a
                  && new String(a.batch().toByteArray(), StandardCharsets.UTF_8).equals("hold"))) {
        held.countDown();
        try {
          letGo.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      super.commit(changes);
    }
  }
}
