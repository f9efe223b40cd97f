package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.OFF;
import static durablestreams.conformance.service.TestService.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.create.CreateCommand;
import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StreamStore;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What callers are told of a stream that is deleted after they found it and before they read it.
 */
class VanishingStreamTest {
  private static final StreamPath STREAM = new StreamPath("a");

  @TempDir private Path folder;
  private TestService server;
  private Runnable beforeRead = () -> {};

  @BeforeEach
  void start() {
    server = TestService.start(folder, TestService.newArchive(), Interrupted::new);
    server.create("a", TEXT);
    server.append("a", TEXT, "content");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void deleteBeforeTheNextRead() {
    beforeRead =
        () -> {
          beforeRead = () -> {};
          server.service.delete().delete(STREAM, OFF);
        };
  }

  @Test
  void aReadFindsNoStream() {
    deleteBeforeTheNextRead();
    assertThat(server.service.read().read(STREAM, new OffsetParameter.Beginning(), OFF))
        .isInstanceOf(ReadOutcome.NotFound.class);
  }

  @Test
  void aLiveReadEnds() throws InterruptedException {
    FollowOutcome opened =
        server
            .service
            .follow()
            .follow(STREAM, new OffsetParameter.Beginning(), Delivery.EVENTS, OFF);
    deleteBeforeTheNextRead();
    try (LiveReader reader = ((FollowOutcome.Opened) opened).reader()) {
      assertThat(reader.next(Duration.ofMinutes(1))).isInstanceOf(LiveStep.Deleted.class);
    }
  }

  @Test
  void aForkFindsNoSource() {
    deleteBeforeTheNextRead();
    CreateOutcome outcome =
        server
            .service
            .create()
            .create(
                new CreateCommand(
                    new StreamPath("fork"),
                    null,
                    null,
                    new byte[0],
                    false,
                    new CreateCommand.ForkOf(STREAM, Offset.START, 3)),
                OFF);
    assertThat(outcome).isInstanceOf(CreateOutcome.SourceNotFound.class);
  }

  private final class Interrupted extends ForwardingStore {
    Interrupted(StreamStore inner) {
      super(inner);
    }

    @Override
    public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
      beforeRead.run();
      return super.readHot(key, from, to, maxBytes);
    }
  }
}
