package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.OFF;
import static durablestreams.conformance.service.TestService.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.create.CreateCommand;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests for streams that are not in memory, as all of them are after a start: each caller loads
 * what it needs, so that the lane, for which all writes wait, loads nothing.
 */
@Timeout(60)
class ColdStreamsTest {

  @TempDir private Path folder;

  private final FaultySegmentArchive archive = TestService.newArchive();
  private final Queue<String> loadsOfTheLane = new ConcurrentLinkedQueue<>();

  /** Names of streams that the lane loads. */
  private final class Witness extends ForwardingStore {
    Witness(StreamStore inner) {
      super(inner);
    }

    @Override
    public Optional<StoredStream> loadForCommit(StreamPath path) {
      return seen(super.loadForCommit(path));
    }

    @Override
    public Optional<StoredStream> loadForCommit(StreamKey key) {
      return seen(super.loadForCommit(key));
    }

    /** The lane may look for what is not there: a name that is free, or a stream just deleted. */
    private Optional<StoredStream> seen(Optional<StoredStream> loaded) {
      loaded.ifPresent(stream -> loadsOfTheLane.add(stream.state().path().value()));
      return loaded;
    }
  }

  private static CreateOutcome fork(TestService server, String path, String source) {
    return server
        .service
        .create()
        .create(
            new CreateCommand(
                new StreamPath(path),
                TEXT,
                null,
                new byte[0],
                false,
                new CreateCommand.ForkOf(new StreamPath(source), null, 0)),
            OFF);
  }

  private static DeleteOutcome delete(TestService server, String path) {
    return server.service.delete().delete(new StreamPath(path), OFF);
  }

  @Test
  void whatARequestNeedsIsLoadedByItsCallerAndNotByTheLane() {
    try (TestService server = TestService.start(folder, archive)) {
      for (String path : new String[] {"appended", "known", "source", "deleted", "root"}) {
        server.create(path, TEXT);
        server.append(path, TEXT, "x");
      }
      assertThat(fork(server, "leaf", "root")).isInstanceOf(CreateOutcome.Created.class);
      assertThat(delete(server, "root")).isInstanceOf(DeleteOutcome.Deleted.class);
    }
    try (TestService server = TestService.start(folder, archive, Witness::new)) {
      loadsOfTheLane.clear(); // without those of the start itself
      server.append("appended", TEXT, "y");
      assertThat(server.create("known", TEXT)).isInstanceOf(CreateOutcome.AlreadyExists.class);
      assertThat(fork(server, "fork", "source")).isInstanceOf(CreateOutcome.Created.class);
      assertThat(delete(server, "deleted")).isInstanceOf(DeleteOutcome.Deleted.class);
      assertThat(delete(server, "leaf")).isInstanceOf(DeleteOutcome.Deleted.class);
      assertThat(loadsOfTheLane).isEmpty();
      assertThat(server.readAll("appended")).isEqualTo("xy");
    }
  }
}
