package durablestreams.conformance.cold;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.Client;
import durablestreams.conformance.crash.FamilyTree;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an operator does when a disk is lost or in doubt: check the archive, and restore from it.
 */
class ArchiveRecoveryTest {
  private static final int KILLED = 137;

  private final ServerCommand command = ColdServer.rotating();
  private final ServerCommand compacting = command.env("COMPACT_FROM", "2");
  private ColdServer server;
  private Client client;
  private FamilyTree tree;

  @BeforeEach
  void plant() throws IOException {
    server = ColdServer.start(command);
    client = new Client(server.process().server(), "family");
    tree = new FamilyTree(client);
    assertThat(client.outlives(tree::plant)).isTrue();
    server.settle();
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Removes everything but the archive. */
  private void loseTheDatabase() throws IOException {
    List<Path> lost = new ArrayList<>();
    try (Stream<Path> files = Files.walk(server.process().data())) {
      files.sorted(Comparator.reverseOrder()).forEach(lost::add);
    }
    for (Path file : lost) {
      if (!file.startsWith(server.archive()) && !server.archive().startsWith(file)) {
        Files.delete(file);
      }
    }
  }

  private ServerProcess.Finished rebuild() {
    return ServerProcess.run(
        command.with("rebuild", "--take-archive", "--data=" + server.process().data()));
  }

  private void rebuildWithoutProblems() {
    ServerProcess.Finished rebuilt = rebuild();
    assertThat(rebuilt.exitCode())
        .as(() -> "rebuild: " + rebuilt.output() + rebuilt.errors())
        .isZero();
    assertThat(rebuilt.output()).contains("no problems");
  }

  @Test
  void theArchiveAloneRestoresAllThatItHolds() throws Exception {
    server.process().kill9();
    loseTheDatabase();
    rebuildWithoutProblems();

    server.process().restart();
    client.check();
    assertThat(client.outlives(tree::grow)).isTrue();
    client.check();
    server.settle();
    client.check();
    server.stopAndVerify(command);
  }

  /** A kill while more is written: what has reached the archive comes back, and all before it. */
  @Test
  void whatWasOnlyHotIsLostAndNothingElse() throws Exception {
    Client late = new Client(server.process().server(), "late");
    assertThat(late.outlives(new FamilyTree(late)::plant)).isTrue();
    server.process().kill9();
    loseTheDatabase();
    // Not without problems: forks may have reached the archive before what they were forked from.
    ServerProcess.Finished rebuilt = rebuild();

    server.process().restart();
    client.check();
    server.await("all is in the archive", () -> server.status().atRest());
    client.check();
    var left = server.stored();
    left.removeAll(server.indexed());
    assertThat(left)
        .as("objects that are not restored, of streams that the rebuild tells of")
        .allMatch(name -> rebuilt.output().contains("stream " + streamOf(name) + ": "));
    server.stopAndVerify(command);
  }

  private static String streamOf(String objectName) {
    return new String(
        Base64.getUrlDecoder().decode(objectName.split("/")[1]), StandardCharsets.UTF_8);
  }

  /** Two objects hold the same then; one of them is restored and the other one removed. */
  @Test
  void whatACrashOfACompactionLeftIsNotForgottenByARebuild() throws Exception {
    for (String point : List.of("AFTER_COMPACTION", "AFTER_REPLACEMENT")) {
      server.process().kill9();
      if (server
          .process()
          .survivesRestart(compacting.javaOptions("-Ddurablestreams.fault=" + point))) {
        server.await("the server dies", () -> !server.process().isAlive());
      }
      assertThat(server.process().awaitExit()).isEqualTo(KILLED);
      loseTheDatabase();
      rebuildWithoutProblems();

      server.process().restart(command);
      client.check();
      server.settle();
      client.check();
    }
    server.stopAndVerify(command);
  }

  @Test
  void aCorruptedATruncatedAndAMissingObjectAreFound() throws Exception {
    server.stopAndVerify(command);
    List<String> names = List.copyOf(server.stored());
    assertThat(names).hasSizeGreaterThan(5);
    String corrupted = names.get(1);
    String truncated = names.get(3);
    String missing = names.get(5);
    flip(server.archive().resolve(corrupted));
    truncate(server.archive().resolve(truncated));
    Files.delete(server.archive().resolve(missing));

    ServerProcess.Finished verified = server.verifyArchive(command);

    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.output().lines())
        .anyMatch(line -> line.contains(corrupted) && line.contains("checksum"))
        .anyMatch(line -> line.contains(truncated))
        .anyMatch(line -> line.contains(missing) && line.contains("missing"))
        .last()
        .asString()
        .contains("3 problems");
  }

  /** Nothing is made up for what is damaged: its stream stays away, and the others come back. */
  @Test
  void aRebuildTellsWhatIsDamagedAndRestoresTheRest() throws Exception {
    server.process().kill9();
    List<String> objects =
        server.stored().stream().filter(name -> streamOf(name).equals("family/json")).toList();
    String damaged = objects.getLast();
    flip(server.archive().resolve(damaged));
    loseTheDatabase();

    ServerProcess.Finished rebuilt = rebuild();

    assertThat(rebuilt.exitCode()).isEqualTo(1);
    assertThat(rebuilt.output().lines())
        .anyMatch(line -> line.startsWith("stream family/json: ") && line.contains(damaged));
    server.process().restart();
    assertThat(server.process().server().stream("family/json").head().status()).isEqualTo(404);
    server.process().server().stream("family/bytes").head().expect(200);
    assertThat(server.stored()).containsAll(objects);
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[6] ^= 0x10;
    Files.write(file, bytes);
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 3);
    }
  }
}
