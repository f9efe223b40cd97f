package durablestreams.conformance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.cli.Cli;
import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What each command does to a server, and what it prints. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {
  private static final String START = "0000000000000000_0000000000000000";

  private ServerProcess server;
  private int adminPort;
  private Ds ds;

  @TempDir private Path folder;

  @BeforeAll
  void start() throws IOException {
    adminPort = freePort();
    server =
        ServerProcess.start(
            ServerCommand.store("sqlite")
                .with(
                    "--long-poll-timeout=1s", "--admin-port=" + adminPort, "--admin-token=secret"));
    ds = Ds.at(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Test
  void lsAndStatAskTheAdminListener() {
    String prefix = unused() + "&+ ";
    String name = prefix + "b";
    ds.run("create", name, "--type", "json").ok();
    ds.run("append", name, "--data", "1 2").ok();
    Ds admin =
        ds.with("STREAM_ADMIN_URL", "http://127.0.0.1:" + adminPort)
            .with("STREAM_ADMIN_TOKEN", "secret");
    assertThat(admin.run("ls", prefix).ok()).isEqualTo(name + "\n");
    assertThat(admin.run("ls", "-l", prefix).ok())
        .endsWith("Z  application/json  2  0  " + name + "\n");
    assertThat(admin.run("ls", "--json", prefix).ok())
        .startsWith("{\"stream\":\"" + name + "\",\"contentType\":\"application/json\"")
        .contains("\"messages\":2", "\"liveReaders\":0", "\"hotBytes\":");
    try (SseReader reader = server.server().stream(name.replace(" ", "%20")).sse("-1")) {
      reader.take();
      assertThat(admin.run("stat", name).ok())
          .contains(
              "messages: 2\n", "liveReaders: 1\n", "segments: 0\n", "reader 1: {", "kind=sse");
      assertThat(admin.run("stat", name, "--json").ok())
          .contains("\"segments\":[]", "\"readers\":[{\"id\":", "\"kind\":\"sse\"");
    }
    assertThat(admin.run("stat", unused()).code()).isEqualTo(3);
    assertThat(admin.run("stat", "http://127.0.0.1/v1/stream/x").code()).isEqualTo(2);
    assertThat(admin.with("STREAM_ADMIN_TOKEN", "wrong").run("ls").code()).isEqualTo(6);
    assertThat(admin.run("ls", "--admin-url", "nowhere").code()).isEqualTo(2);
  }

  private String unused() {
    return "cli/" + UUID.randomUUID();
  }

  private String created(String type) {
    String name = unused();
    ds.run("create", name, "--type", type).ok();
    return name;
  }

  @Test
  void createMakesAStreamAndSaysIfItWasThere() {
    String name = unused();
    assertThat(ds.run("create", name, "-t", "json").ok())
        .isEqualTo(name + " created (application/json), next offset " + START + "\n");
    assertThat(ds.run("create", name, "-t", "json", "--json").ok())
        .isEqualTo(
            "{\"stream\":\"%s\",\"created\":false,\"contentType\":\"application/json\",\"nextOffset\":\"%s\"}\n"
                .formatted(name, START));
    assertThat(ds.run("create", name, "-t", "text").code()).isEqualTo(4);
  }

  @Test
  void createPassesOnWhenAStreamEnds() {
    String name = unused();
    ds.run("create", name, "--ttl", "2h", "--closed").ok();
    assertThat(ds.run("stat", name).ok()).contains("ttlSeconds: 7200", "closed: true");
    String other = unused();
    ds.run("create", other, "--expires-at", "2099-01-31T12:00:00Z").ok();
    assertThat(ds.run("stat", other, "--json").ok())
        .contains("\"expiresAt\":\"2099-01-31T12:00:00Z\"");
  }

  @Test
  void appendTakesTextFilesAndTheInput() throws Exception {
    String name = created("text/plain");
    Path file = Files.writeString(folder.resolve("file"), "of a file\n");
    ds.run("append", name, "--data", "a text\n").ok();
    ds.run("of the input\n".getBytes(UTF_8), "append", name).ok();
    ds.run("between\n".getBytes(UTF_8), "append", name, file.toString(), "-", file.toString()).ok();
    assertThat(ds.run("read", name).ok())
        .isEqualTo("a text\nof the input\nof a file\nbetween\nof a file\n");
  }

  @Test
  void appendMakesMessagesOfJsonValues() {
    String name = created("json");
    assertThat(ds.run("append", name, "-d", " {\"a\":1} [1.0,[2] ,\"x]\\\"\"] null", "--json").ok())
        .contains("\"appends\":1", "\"messages\":5");
    assertThat(ds.run("read", name).ok()).isEqualTo("{\"a\":1}\n1.0\n[2]\n\"x]\\\"\"\nnull\n");
  }

  @Test
  void ndjsonIsOneMessageALineInSeveralAppends() {
    String name = created("json");
    byte[] lines = "[1,2]\n\n{\"a\":3}\r\n4".getBytes(UTF_8);
    assertThat(ds.run(lines, "append", name, "--ndjson", "--batch-messages=2", "--json").ok())
        .contains("\"appends\":2", "\"messages\":3");
    assertThat(ds.run("read", name).ok().lines().map(String::strip))
        .containsExactly("[1,2]", "{\"a\":3}", "4");
    Ds.Result wrong = ds.run("5\n1,2\n".getBytes(UTF_8), "append", name, "--ndjson");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.errors()).contains("line 2 is not one JSON value");
  }

  @Test
  void aLineIsAppendedWhileTheInputGoesOn() throws Exception {
    String name = created("json");
    try (PipedOutputStream writing = new PipedOutputStream();
        InputStream input = new PipedInputStream(writing)) {
      Thread append = Thread.ofVirtual().start(() -> ds.run(input, "append", name));
      writing.write("{\"first\":1}\n".getBytes(UTF_8));
      writing.flush();
      await(() -> ds.run("read", name).ok().equals("{\"first\":1}\n"));
      writing.write("2\n".getBytes(UTF_8));
      writing.close();
      append.join();
    }
    assertThat(ds.run("read", name).ok()).isEqualTo("{\"first\":1}\n2\n");
  }

  @Test
  void bytesComeBackExactly() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    byte[] content = new byte[3_000_000];
    new Random(seed).nextBytes(content);
    Path file = Files.write(folder.resolve("bytes"), content);
    String name = created("bytes");
    assertThat(ds.run("append", name, file.toString(), "--batch-bytes=512KiB", "--json").ok())
        .contains("\"appends\":6", "\"bytes\":3000000");
    assertThat(ds.run("read", name).bytes()).isEqualTo(content);
    assertThat(ds.run("read", name, "--json").ok()).contains("\"base64\":");
  }

  @Test
  void aProducerAppendsOnce() {
    String name = created("json");
    String[] append = {"append", name, "-d", "1 2 3", "--producer=p", "--batch-messages=1"};
    assertThat(ds.run(append).ok()).startsWith("3 appends to ");
    assertThat(ds.run(append).ok()).startsWith("0 appends to ").contains("3 had been made before");
    ds.run("append", name, "-d", "4", "--producer=p", "--epoch=1").ok();
    Ds.Result fenced = ds.run("append", name, "-d", "5", "--producer=p", "--seq=3");
    assertThat(fenced.code()).isEqualTo(4);
    assertThat(fenced.errors()).contains("producer_epoch_stale");
    assertThat(ds.run("read", name).ok()).isEqualTo("1\n2\n3\n4\n");
  }

  @Test
  void readBeginsAtAnOffset() {
    String name = created("json");
    ds.run("append", name, "-d", "[1,2]").ok();
    String offset = offsetOf(name);
    ds.run("append", name, "-d", "{\"b\":\n3}", "--close").ok();
    assertThat(ds.run("read", name, "--offset", offset).ok()).isEqualTo("{\"b\": 3}\n");
    assertThat(ds.run("read", name, "--json").ok())
        .contains("\"messages\":[1,2,{\"b\": 3}]", "\"closed\":true");
    assertThat(ds.run("read", name, "--offset", "nonsense").code()).isEqualTo(2);
  }

  private String offsetOf(String name) {
    return ds.run("stat", name)
        .ok()
        .lines()
        .filter(line -> line.startsWith("nextOffset: "))
        .findFirst()
        .orElseThrow()
        .substring("nextOffset: ".length());
  }

  @Test
  void tailPrintsTheLastUnits() {
    String json = created("json");
    ds.run("append", json, "-d", "1 2 3 4").ok();
    assertThat(ds.run("tail", json, "-n", "2").ok()).isEqualTo("3\n4\n");
    assertThat(ds.run("tail", json, "-n0").ok()).isEmpty();
    String text = created("text");
    ds.run("append", text, "-d", "a\nb\nc").ok();
    assertThat(ds.run("tail", text, "--last=2").ok()).isEqualTo("b\nc");
    assertThat(ds.run("tail", text, "--json").ok()).contains("\"text\":\"a\\nb\\nc\"");
  }

  @Test
  void tailFollowsUntilTheEnd() throws Exception {
    String name = created("json");
    ds.run("append", name, "-d", "1").ok();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thread tail =
        Thread.ofVirtual()
            .start(() ->
                ds.run(
                    InputStream.nullInputStream(),
                    out,
                    new ByteArrayOutputStream(),
                    "tail",
                    "-f",
                    name));
    ds.run("append", name, "-d", "2").ok();
    ds.run("append", name, "-d", "3", "--close").ok();
    assertThat(tail.join(Duration.ofSeconds(60))).isTrue();
    assertThat(out.toString(UTF_8)).isEqualTo("1\n2\n3\n");
  }

  @Test
  void lsListsByPrefix() {
    String prefix = unused() + "/";
    ds.run("create", prefix + "b", "-t", "json").ok();
    ds.run("create", prefix + "a ö%", "-t", "text").ok();
    ds.run("create", prefix + "c").ok();
    ds.run("delete", prefix + "c").ok();
    await(() -> ds.run("ls", prefix).ok().equals(prefix + "a ö%\n" + prefix + "b\n"));
    assertThat(ds.run("ls", "-l", prefix + "b").ok())
        .matches("\\d{4}-\\S+Z  application/json  \\S+\\n");
    assertThat(ds.run("ls", "--json", prefix + "b").ok())
        .contains("\"stream\":\"" + prefix + "b\"", "\"createdAt\":");
  }

  private static void await(BooleanSupplier condition) {
    Elapsed.until(condition, Duration.ofSeconds(60), "what was done is seen");
  }

  @Test
  void closeForkAndDelete() {
    String name = created("text");
    ds.run("append", name, "-d", "shared").ok();
    assertThat(ds.run("close", name).ok()).startsWith(name + " closed at offset ");
    assertThat(ds.run("append", name, "-d", "more").code()).isEqualTo(4);
    assertThat(ds.run("fork", name, name + "-fork", "--json").ok()).contains("\"created\":true");
    ds.run("append", name + "-fork", "-d", ", and more").ok();
    assertThat(ds.run("read", name + "-fork").ok()).isEqualTo("shared, and more");
    ds.run("fork", name, name + "-part", "--offset", START, "--sub-offset", "3").ok();
    assertThat(ds.run("read", name + "-part").ok()).isEqualTo("sha");
    assertThat(ds.run("delete", name, name + "-fork", name + "-part").ok()).hasLineCount(3);
    assertThat(ds.run("stat", name).code()).isEqualTo(3);
  }

  @Test
  void progressIsShownOnATerminal() throws Exception {
    Path file = Files.write(folder.resolve("large"), new byte[3 << 20]);
    String name = created("bytes");
    assertThat(ds.shown("append", name, file.toString())).contains("append [", "% of 3.0 MiB");
    assertThat(ds.shown("append", name, file.toString(), "--quiet")).isEmpty();
  }

  @Test
  void completionIsAScriptOfTheShell() throws Exception {
    Path bash = Installed.program("bash");
    Path script = folder.resolve("completion");
    Files.writeString(script, ds.run("completion", "bash").ok());
    assertThat(completed(bash, script, "ds", "cr")).contains("create");
    assertThat(completed(bash, script, "ds", "append", "--pro")).contains("--producer");
    assertThat(completed(bash, script, "ds", "serve", "--po")).contains("--port");
    assertThat(ds.run("completion", "zsh").ok()).contains("compinit");
  }

  private static String completed(Path bash, Path script, String... words) throws Exception {
    String command =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_ds; echo \"${COMPREPLY[@]}\""
            .formatted(script, String.join(" ", words), words.length - 1);
    Process process =
        new ProcessBuilder(bash.toString(), "-c", command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void wholeUrlsAndOptionsBeforeTheCommand() {
    String name = created("text");
    String url = server.server().base() + "/v1/stream/" + name;
    Ds nowhere = Ds.at("http://127.0.0.1:1");
    nowhere.run("append", url, "-d", "x").ok();
    String root = server.server().base().toString();
    assertThat(nowhere.run("--url", root, "--json", "stat", name).ok()).contains("text/plain");
    assertThat(nowhere.run("read", "--url=" + root + "/v1/stream/", name).ok()).isEqualTo("x");
  }

  @Test
  void everyCommandHasHelp() {
    for (var command : Cli.summaries()) {
      assertThat(ds.run(command.name(), "--help").ok())
          .startsWith("Usage: ds " + command.name())
          .satisfies(text ->
              assertThat(text.lines())
                  .allSatisfy(line -> assertThat(line.length()).isLessThan(101)));
    }
  }
}
