package durablestreams.conformance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands that outlive their server, and are run again after they were killed themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptionTest {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final int MESSAGES = 300;

  private ServerProcess server;
  private Ds ds;

  @TempDir private Path folder;

  @BeforeAll
  void start() {
    server = ServerProcess.start(ServerCommand.store("sqlite"));
    ds = Ds.at(server);
  }

  @BeforeEach
  void create() {
    ds.run("delete", "s");
    ds.run("create", "s", "-t", "json").ok();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> n + "\n").collect(Collectors.joining());
  }

  private int stored() {
    return (int) ds.run("read", "s").ok().lines().count();
  }

  @Test
  void tailFollowsThroughRestartsOfTheServer() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Thread tail =
        Thread.ofVirtual()
            .start(() ->
                ds.run(
                    InputStream.nullInputStream(), out, errors, "tail", "-f", "s", "--offset=-1"));
    for (int round = 0; round < 2; round++) {
      int from = 10 * round;
      ds.run(numbers(from, from + 10).getBytes(UTF_8), "append", "s").ok();
      Elapsed.until(() -> out.toString(UTF_8).equals(numbers(0, from + 10)), BOUND, "tail has it");
      server.kill9();
      server.restart();
    }
    ds.run("append", "s", "-d", "20", "--close").ok();
    assertThat(tail.join(BOUND)).isTrue();
    assertThat(out.toString(UTF_8)).isEqualTo(numbers(0, 21));
    assertThat(errors.toString(UTF_8)).contains("trying again");
  }

  @Test
  void aProducerAppendsOnceThoughTheServerIsKilled() throws Exception {
    Path file = Files.writeString(folder.resolve("numbers"), numbers(0, MESSAGES));
    AtomicInteger code = new AtomicInteger(-1);
    Thread append = Thread.ofVirtual().start(() -> code.set(ds.run(producing(file)).code()));
    for (int kills = 1; kills <= 2; kills++) {
      int enough = kills * MESSAGES / 10;
      Elapsed.until(() -> stored() >= enough, BOUND, "some are stored");
      server.kill9();
      server.restart();
    }
    assertThat(append.join(BOUND)).isTrue();
    assertThat(code.get()).isZero();
    assertThat(ds.run("read", "s").ok()).isEqualTo(numbers(0, MESSAGES));
  }

  private static String[] producing(Path file) {
    return new String[] {
      "append",
      "s",
      file.toString(),
      "--ndjson",
      "--producer=p",
      "--batch-messages=1",
      "--retry=60s"
    };
  }

  @Test
  void aProducerThatWasKilledAppendsTheRest() throws Exception {
    Path file = Files.writeString(folder.resolve("numbers"), numbers(0, MESSAGES));
    Process client = DsProcess.start(server, producing(file));
    Elapsed.until(() -> stored() >= MESSAGES / 10 || !client.isAlive(), BOUND, "some are stored");
    client.destroyForcibly().waitFor();
    int before = stored();
    assertThat(ds.run(producing(file)).ok()).contains("had been made before");
    assertThat(ds.run("read", "s").ok()).isEqualTo(numbers(0, MESSAGES));
    System.out.println("killed after " + before + " of " + MESSAGES);
  }

  @Test
  void anExportHoldsWhatWasAcknowledgedBeforeIt() throws Exception {
    String padding = "x".repeat(2_000);
    TestStream stream = server.server().stream("s");
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              while (!enough.get()) {
                int n = acknowledged.get();
                stream.append(TestStream.JSON, "[%d,\"%s\"]".formatted(n, padding));
                acknowledged.incrementAndGet();
              }
            });
    Elapsed.until(() -> acknowledged.get() >= 20, BOUND, "the writer has begun");
    for (int round = 0; round < 3; round++) {
      int before = acknowledged.get();
      String file = folder.resolve("export" + round).toString();
      ds.run("export", "s", file).ok();
      ds.run("import", file, "copy" + round).ok();
      List<String> copy = ds.run("read", "copy" + round).ok().lines().toList();
      assertThat(copy.size()).isGreaterThanOrEqualTo(2 * before);
      for (int i = 0; i < copy.size(); i += 2) {
        assertThat(copy.get(i)).isEqualTo(Integer.toString(i / 2));
      }
    }
    enough.set(true);
    writer.join();
  }

  @Test
  void anImportThatBrokeGoesOn() throws Exception {
    ds.run(numbers(0, MESSAGES).getBytes(UTF_8), "append", "s", "--batch-messages=100").ok();
    String file = folder.resolve("export").toString();
    ds.run("export", "s", file, "--quiet").ok();
    ds.run("create", "copy", "-t", "json").ok();
    assertThat(ds.run("import", file, "copy").code()).isEqualTo(4);
    ds.run("import", file, "copy", "--continue").ok();
    ds.run("import", file, "copy", "--continue").ok();
    assertThat(ds.run("read", "copy").ok()).isEqualTo(numbers(0, MESSAGES));
  }

  @Test
  void anAppendWithoutAProducerIsNotRepeated() throws IOException {
    try (DroppingServer dropping = new DroppingServer()) {
      Ds.Result broken =
          Ds.at(dropping.url()).run("append", "x", "-t", "text", "-d", "once", "--retry=10s");
      assertThat(broken.code()).isEqualTo(5);
      assertThat(broken.errors()).contains("is not known", "--producer").hasLineCount(1);
      assertThat(dropping.requests()).isEqualTo(1);
    }
  }

  @Test
  void aBusyServerIsTriedAgainAfterTheTimeItAsksFor() throws IOException {
    try (DroppingServer busy = DroppingServer.busyOnce()) {
      long begin = System.nanoTime();
      Ds.Result done = Ds.at(busy.url()).run("append", "x", "-t", "text", "-d", "once");
      assertThat(done.code()).as(done.errors()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      assertThat(done.errors()).contains("the server is busy (503); trying again");
      assertThat(busy.requests()).isEqualTo(2);
      Ds.Result givenUp =
          Ds.at(DroppingServer.alwaysBusy().url())
              .run("append", "x", "-t", "text", "-d", "once", "--retry=1s");
      assertThat(givenUp.code()).isEqualTo(5);
    }
  }
}
