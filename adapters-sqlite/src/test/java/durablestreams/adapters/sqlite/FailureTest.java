package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a commit fails: triggers stand in for a disk that does. */
class FailureTest {

  private static final String BREAK_LOG =
      "CREATE TRIGGER broken BEFORE INSERT ON hot_log BEGIN SELECT RAISE(ABORT, 'no more'); END";
  private static final String BREAK_ANNOUNCEMENTS =
      "CREATE TRIGGER broken BEFORE INSERT ON announcements"
          + " BEGIN SELECT RAISE(ABORT, 'no more'); END";
  private static final String REPAIR = "DROP TRIGGER broken";

  @TempDir private Path folder;

  private final StreamFixtures streams = new StreamFixtures();
  private StorePorts ports;
  private StreamKey key;

  @BeforeEach
  void openWithAStream() {
    ports = SqlitePorts.open(folder);
    key = streams.create("a");
    streams.append(key, "first");
    ports.store().commit(streams.take());
  }

  @AfterEach
  void close() {
    ports.store().close();
  }

  /** An append does not succeed, for that reason. */
  private void assertRefused(String reason) {
    StreamFixtures other = new StreamFixtures();
    other.create("a");
    other.append(key, "first");
    other.take();
    other.append(key, "lost");
    assertThatThrownBy(() -> ports.store().commit(other.take()))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void nothingIsCommittedIntoAFileThatIsNotThereAnyMore() throws IOException {
    Path file = folder.resolve("streams.db");
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(file, elsewhere);
    assertRefused("cannot be found any more");
    assertThat(file).doesNotExist();

    Files.copy(elsewhere, file);
    assertRefused("another file is at");
    ModelCheck.check(ports, streams.model());

    Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
    streams.append(key, "second");
    ports.store().commit(streams.take());
    ports = SqlitePorts.reopen(ports, folder);
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void aFailedCommitLeavesNothingAndTheNextOneWorks() throws SQLException {
    DatabaseFile.execute(folder, BREAK_LOG);
    assertRefused("no more");
    ModelCheck.check(ports, streams.model());

    DatabaseFile.execute(folder, REPAIR);
    streams.append(key, "second");
    ports.store().commit(streams.take());
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void whatWasWrittenBeforeTheFailureIsTakenBack() throws SQLException {
    DatabaseFile.execute(folder, BREAK_ANNOUNCEMENTS);
    StreamFixtures other = new StreamFixtures();
    other.create("a");
    other.append(key, "first");
    other.take();
    other.append(key, "lost");
    other.create("lost");
    assertThatThrownBy(() -> ports.store().commit(other.take()))
        .isInstanceOf(StoreFailedException.class);
    assertThat(ports.store().load(new StreamPath("lost"))).isEmpty();
    ModelCheck.check(ports, streams.model());

    DatabaseFile.execute(folder, REPAIR);
    streams.create("b");
    streams.append(key, "second");
    ports.store().commit(streams.take());
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void readsGoOnWhileAnotherProgramHoldsTheWriteLock() throws SQLException {
    try (var other = DatabaseFile.connect(folder);
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertRefused("locked");
      ModelCheck.check(ports, streams.model());
      assertRefused("locked");
    }
    streams.append(key, "second");
    ports.store().commit(streams.take());
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void connectionsAndIndexSurviveACommitThatFails() throws SQLException {
    var database = SqlitePorts.database(folder.resolve("other"), Runnable::run);
    StorePorts others = SqlitePorts.of(database);
    Object session = database.session();
    DatabaseFile.execute(folder.resolve("other"), BREAK_ANNOUNCEMENTS);
    StreamFixtures refused = new StreamFixtures();
    refused.create("a");
    assertThatThrownBy(() -> others.store().commit(refused.take()))
        .isInstanceOf(StoreFailedException.class);
    assertThat(database.session()).isSameAs(session);
    others.store().close();
  }

  @Test
  void aCommitThatContradictsTheStoredStateIsRefusedAndLeavesNothing() {
    StreamFixtures elsewhere = new StreamFixtures();
    elsewhere.create("a");
    elsewhere.append(key, "first");
    elsewhere.append(key, "of another writer");
    elsewhere.take();
    elsewhere.create("b");
    elsewhere.append(key, "second");
    assertThatThrownBy(() -> ports.store().commit(elsewhere.take()))
        .isInstanceOf(StaleStateException.class)
        .hasMessageContaining("stream " + key);
    assertThat(ports.store().load(new StreamPath("b"))).isEmpty();
    ModelCheck.check(ports, streams.model());

    streams.append(key, "ours");
    ports.store().commit(streams.take());
  }

  @Test
  void anAppendToAStreamThatIsGoneIsRefused() {
    StreamFixtures elsewhere = new StreamFixtures();
    elsewhere.create("a");
    elsewhere.append(key, "first");
    elsewhere.take();
    elsewhere.append(key, "late");
    var late = elsewhere.take();
    streams.delete(key);
    ports.store().commit(streams.take());
    assertThatThrownBy(() -> ports.store().commit(late))
        .isInstanceOf(StaleStateException.class)
        .hasMessageContaining("stream " + key);
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void anObjectForSegmentsThatDoNotWaitIsRefused() {
    StreamFixtures elsewhere = new StreamFixtures();
    elsewhere.create("a");
    elsewhere.append(key, "first");
    elsewhere.take();
    var segment = elsewhere.seal(key);
    elsewhere.take();
    elsewhere.offload(List.of(segment));
    assertThatThrownBy(() -> ports.store().commit(elsewhere.take()))
        .isInstanceOf(StaleStateException.class)
        .hasMessageContaining("stream " + key);
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void aClosedStoreSaysSo() {
    ports.store().close();
    ports.store().close();
    assertThatThrownBy(() -> ports.store().load(key)).hasMessage("the store is closed");
    streams.append(key, "too late");
    assertThatThrownBy(() -> ports.store().commit(streams.take()))
        .hasMessage("the store is closed");
    assertThatThrownBy(() -> ports.directory().census()).hasMessage("the store is closed");
  }
}
