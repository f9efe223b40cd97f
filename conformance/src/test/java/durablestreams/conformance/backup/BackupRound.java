package durablestreams.conformance.backup;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * One round: load, backup during it, deletions after it, kill, loss of the data folder, restore.
 * Objects are removed without grace, so those of the backup are there because it is kept.
 */
final class BackupRound {

  private static final int WRITERS = 6;
  private static final int DELETED = 3;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Path archive;
  private final ServerCommand command;
  private final long seed;
  private final int appends;
  private final Random random;
  private final List<Load> loads = new ArrayList<>();

  /**
   * @param folder for the archive
   * @param appends about how many are acknowledged before the backup
   */
  BackupRound(Path folder, long seed, int appends) throws IOException {
    this.archive = folder.resolve("archive");
    this.seed = seed;
    this.appends = appends;
    this.random = new Random(seed);
    this.command =
        ServerCommand.store("sqlite")
            .env("SEGMENT_MAX_MESSAGES", "10")
            .env("SEGMENT_IDLE", "300ms")
            .env("UPLOAD_DELAY", "0s")
            .env("ARCHIVE_GRACE", "0s")
            .env("COMPACT_FROM", "3")
            .env("ADMIN_PORT", Integer.toString(freePort()))
            .with("--archive-dir=" + archive);
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  void run() throws Exception {
    try (ServerProcess process = ServerProcess.start(command)) {
      List<TestStream> deleted = deletedLater(process);
      TestStream gone = process.server().stream("gone").created(TestStream.TEXT);
      for (int i = 0; i < WRITERS; i++) {
        loads.add(
            new Load(
                "w" + i,
                process.server().stream("w" + i),
                i % 2 == 0 ? TestStream.BYTES : TestStream.JSON,
                i % 3 == 0,
                random.nextLong()));
      }
      TestStream fork;
      int forked;
      HttpReply page;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (Load load : loads) {
          running.add(
              threads.submit(() -> {
                load.run();
                return null;
              }));
        }
        try {
          await(process, appends);
          gone.delete().expect(204);
          forked = random.nextInt(loads.getFirst().acknowledged());
          fork = fork(process, loads.getFirst(), forked);
          loads.forEach(Load::backupBegins);
          backUp(process);
          deleted.forEach(stream -> stream.delete().expect(204));
          await(process, acknowledged() + appends / 2);
          page = loads.getLast().stream().from(TestStream.START).send().expect(200);
        } finally {
          process.kill9();
        }
        for (Future<?> load : running) {
          load.get();
        }
      }
      delete(process.data());
      restore(process);
      process.restart(command.with("--take-archive"));
      check(process, deleted, gone, fork, forked, page);
      process.stop();
      verifyArchive(process);
      System.out.printf("seed %d: %d appends acknowledged%n", seed, acknowledged());
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private List<TestStream> deletedLater(ServerProcess process) {
    List<TestStream> streams = new ArrayList<>();
    for (int i = 0; i < DELETED; i++) {
      TestStream stream = process.server().stream("deleted" + i).created(TestStream.TEXT);
      for (int k = 0; k < 25; k++) {
        stream.append(TestStream.TEXT, k + " ");
      }
      streams.add(stream);
    }
    return streams;
  }

  private static TestStream fork(ServerProcess process, Load source, int index) {
    TestStream fork = process.server().stream("fork");
    fork.put(TestStream.BYTES)
        .header("Stream-Forked-From", source.stream().path())
        .header("Stream-Fork-Offset", source.offset(index))
        .send()
        .expect(201);
    fork.append(TestStream.BYTES, "\"of the fork\"");
    return fork;
  }

  private int acknowledged() {
    return loads.stream().mapToInt(Load::acknowledged).sum();
  }

  private void await(ServerProcess process, int count) throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (acknowledged() < count || loads.stream().anyMatch(load -> load.acknowledged() == 0)) {
      assertThat(System.nanoTime()).as(process::output).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  /** The server has the folder, so the command asks it. */
  private void backUp(ServerProcess process) {
    ServerProcess.Finished made =
        ServerProcess.run(
            command.with("backup", "--data=" + process.data(), "--port=" + process.port()));
    assertThat(made.exitCode()).as(made.output() + made.errors() + process.output()).isZero();
    assertThat(made.output()).contains("Backup ").contains(" parts");
  }

  private void restore(ServerProcess process) {
    ServerProcess.Finished restored =
        ServerProcess.run(command.with("restore", "--data=" + process.data()));
    assertThat(restored.exitCode()).as(restored.output() + restored.errors()).isZero();
  }

  private void check(
      ServerProcess process,
      List<TestStream> deleted,
      TestStream gone,
      TestStream fork,
      int forked,
      HttpReply page) {
    gone.head().expect(404);
    StringBuilder content = new StringBuilder();
    for (int k = 0; k < 25; k++) {
      content.append(k).append(' ');
    }
    for (TestStream stream : deleted) {
      assertThat(stream.readAll(TestStream.START)).asString().isEqualTo(content.toString());
    }
    List<String> source = Load.messages(loads.getFirst().stream(), TestStream.START);
    List<String> inherited = new ArrayList<>(source.subList(0, forked + 1));
    inherited.add("\"of the fork\"");
    assertThat(Load.messages(fork, TestStream.START)).isEqualTo(inherited);
    HttpReply again =
        loads.getLast().stream()
            .from(TestStream.START)
            .header("If-None-Match", page.required("ETag"))
            .send();
    if (again.status() == 304) {
      assertThat(loads.getLast().stream().from(TestStream.START).send().expect(200).text())
          .isEqualTo(page.text());
    }
    loads.forEach(Load::check);
    assertThat(process.output()).doesNotContain("OutOfMemoryError");
  }

  private void verifyArchive(ServerProcess process) {
    ServerProcess.Finished verified =
        ServerProcess.run(command.with("verify-archive", "--data=" + process.data()));
    assertThat(verified.exitCode()).as(verified.output() + verified.errors()).isZero();
    assertThat(verified.output()).contains("no problems");
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
