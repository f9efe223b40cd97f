package durablestreams.conformance.backup;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup during load, kill, loss of the folder, restore: by the commands. */
class BackupTest {

  private static final int ROUNDS = 20;

  @TempDir private Path folder;

  @Test
  void whatWasAcknowledgedBeforeTheBackupIsRestored() throws Exception {
    new BackupRound(folder, Seeds.next("backup"), 150).run();
  }

  @Test
  @Tag("long")
  void twentyRoundsOfBackupAndRestore() throws Exception {
    Random seeds = new Random(Seeds.next("rounds of backups"));
    for (int round = 0; round < ROUNDS; round++) {
      Path own = Files.createDirectory(folder.resolve("round" + round));
      new BackupRound(own, seeds.nextLong(), seeds.nextInt(200, 3_000)).run();
    }
  }

  @Test
  void aDamagedBackupIsRefusedAndNothingIsRestored() throws Exception {
    Path target = folder.resolve("backups");
    ServerCommand command =
        ServerCommand.store("sqlite").with("--archive=none", "--backup-target=" + target);
    Path data;
    try (ServerProcess process = ServerProcess.start(command)) {
      data = process.data();
      process.server().stream("a").created(TestStream.TEXT).append(TestStream.TEXT, "text");
      process.stop();
      ServerProcess.Finished made =
          ServerProcess.run(command.with("backup", "--data=" + data, "--json"));
      assertThat(made.exitCode()).as(made.errors()).isZero();
      assertThat(made.output()).contains("\"parts\":1");
      Path other = folder.resolve("other");
      ServerCommand restore = command.with("restore", "--data=" + other);
      Path part = only(target, "part-000001");
      byte[] bytes = Files.readAllBytes(part);
      Files.delete(part);
      ServerProcess.Finished missing = ServerProcess.run(restore);
      assertThat(missing.exitCode()).isEqualTo(1);
      assertThat(missing.errors()).contains("part-000001: it is missing").contains("Nothing was");
      assertThat(other.resolve("streams.db")).doesNotExist();

      Files.write(part, bytes);
      ServerProcess.Finished restored = ServerProcess.run(restore);
      assertThat(restored.exitCode()).as(restored.errors()).isZero();
      ServerProcess.Finished again = ServerProcess.run(restore);
      assertThat(again.exitCode()).isEqualTo(1);
      assertThat(again.errors()).contains("is not empty");
      ServerProcess.Finished unknown =
          ServerProcess.run(
              command.with("restore", "--data=" + folder.resolve("x"), "--backup-id=none"));
      assertThat(unknown.errors()).contains("there is no backup none: there are ");
    }
  }

  private static Path only(Path folder, String name) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found = files.filter(file -> file.endsWith(name)).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }
}
