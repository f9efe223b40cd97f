package durablestreams.conformance.cold;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.StoreAudit;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A server that moves every third message to its archive at once, and what its index, the archive
 * and its status must agree on.
 */
final class ColdServer implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** Files of the archive that are no objects. */
  private static final Set<String> RECORDS =
      Set.of(".owner", ".uploads/lock", ".uploads/owner-lock");

  private static final Duration PAUSE = Duration.ofMillis(25);

  private final ServerProcess process;

  private ColdServer(ServerProcess process) {
    this.process = process;
  }

  /** Segments of three messages, none of which waits for others; no compaction. */
  static ServerCommand rotating() {
    return ServerCommand.store("sqlite")
        .env("SEGMENT_MAX_MESSAGES", "3")
        .env("SEGMENT_IDLE", "300ms")
        .env("UPLOAD_DELAY", "0s")
        .env("ARCHIVE_GRACE", "0s")
        .env("COMPACT_FROM", "10000");
  }

  static ColdServer start(ServerCommand command) {
    return new ColdServer(ServerProcess.start(command));
  }

  static ColdServer started(ServerProcess process) {
    return new ColdServer(process);
  }

  ServerProcess process() {
    return process;
  }

  Path archive() {
    return process.data().resolve("archive");
  }

  ServerStatus status() {
    return ServerStatus.of(process.server());
  }

  /**
   * Waits until nothing is left to do in the background: all is sealed and offloaded, rows are
   * gone, and the archive holds what the index says and nothing else.
   */
  void settle() {
    await("the hot log is empty, nothing waits, nothing is garbage", () -> status().atRest());
    await(
        "the index names the objects that are there",
        () -> indexed().equals(stored()) && status().atRest());
    assertThat(stored()).as("objects in the archive").isEqualTo(indexed());
  }

  /** The names of the objects in the index. */
  TreeSet<String> indexed() {
    try (StoreAudit audit = StoreAudit.of(process.data())) {
      audit.everythingFits();
      return audit.objects();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The names of all files in the archive's folder: objects, and uploads that did not become one.
   */
  TreeSet<String> stored() {
    var names = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(archive())) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !RECORDS.contains(archive().relativize(file).toString()))
          .forEach(file -> names.add(archive().relativize(file).toString()));
      return names;
    } catch (UncheckedIOException | IOException e) {
      // Something was removed in the middle of the walk; the caller looks again.
      return new TreeSet<>(Set.of(String.valueOf(e.getMessage())));
    }
  }

  /** Runs {@code verify-archive} on the data folder of this server, which must not be running. */
  ServerProcess.Finished verifyArchive(ServerCommand command) {
    return ServerProcess.run(command.with("verify-archive", "--data=" + process.data()));
  }

  /** Stops, and has the archive verified. */
  void stopAndVerify(ServerCommand command) {
    process.stop();
    ServerProcess.Finished verified = verifyArchive(command);
    assertThat(verified.exitCode())
        .as(() -> "verify-archive: " + verified.output() + verified.errors())
        .isZero();
    assertThat(verified.output()).contains("no problems");
  }

  /** Waits for what the background does without telling; fails after a minute. */
  void await(String what, Callable<Boolean> holds) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    try {
      while (!holds.call()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "did not happen within %s: %s%n%s%nindexed %s%nstored  %s%n%s"
                  .formatted(BOUND, what, status(), indexed(), stored(), process.output()));
        }
        Thread.sleep(PAUSE);
      }
    } catch (Exception e) {
      throw new AssertionError(what + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
