package durablestreams.conformance.cold;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.fault.FaultyProxy;
import durablestreams.application.fault.FaultyProxy.Fault;
import durablestreams.conformance.crash.ClientCrowd;
import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.S3Process;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An S3 bucket that is slow, throttles, breaks off, sends other bytes or lies, under the packaged
 * server: appends go on, no wrong byte is read, and what was stored is read once the faults end.
 */
@Timeout(240)
class FaultyBucketTest {
  private static final int CLIENTS = 4;
  private static final int CHANGES = 60;
  private static final int READS = 8;

  private static final Fault[] FAULTS = {
    Fault.UNAVAILABLE,
    Fault.GARBAGE,
    Fault.ANSWER_LOST,
    Fault.TRUNCATED,
    Fault.CORRUPTED,
    Fault.SLOW
  };

  private final long seed = Seeds.next("a faulty bucket");
  private S3Process s3;
  private FaultyProxy proxy;
  private ServerCommand command;
  private ColdServer server;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Process.start();
    command = s3.archiveOf(ColdServer.rotating());
    proxy = new FaultyProxy(URI.create(command.environment().get("R2_ENDPOINT")).getPort());
    command = command.env("R2_ENDPOINT", proxy.endpoint().toString());
    server = ColdServer.start(command);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    proxy.close();
    s3.close();
  }

  private TestStream stream(String name, int messages) {
    TestStream stream = server.process().server().stream(name).created(TEXT);
    for (int i = 0; i < messages; i++) {
      stream.append(TEXT, message(name, i));
    }
    return stream;
  }

  private static String message(String name, int i) {
    return "<%s %04d>".formatted(name, i);
  }

  private static String content(String name, int messages) {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < messages; i++) {
      content.append(message(name, i));
    }
    return content.toString();
  }

  /** A fault for two of five requests. */
  private static Function<String, Fault> anyFault(Random random) {
    return line -> {
      synchronized (random) {
        return random.nextInt(5) < 2 ? FAULTS[random.nextInt(FAULTS.length)] : Fault.NONE;
      }
    };
  }

  /** Whether a read gave the beginning of this content; otherwise it says that it cannot. */
  private static boolean reads(TestStream stream, String content) {
    HttpReply reply = stream.from("-1").send();
    if (reply.status() == 200) {
      assertThat(reply.text()).isNotEmpty();
      assertThat(content).startsWith(reply.text());
      return true;
    }
    assertThat(reply.status()).as(reply::toString).isIn(500, 503);
    return false;
  }

  @Test
  void appendsGoOnAndAllIsStoredOnceTheFaultsEnd() throws Exception {
    int messages = 24;
    TestStream[] cold = new TestStream[READS];
    for (int i = 0; i < READS; i++) {
      cold[i] = stream("cold" + i, messages);
    }
    server.await("all is in the bucket", () -> server.status().atRest());
    server.process().kill9(); // so that nothing is cached
    server.process().restart();

    proxy.rule(anyFault(new Random(seed)));
    int before = proxy.requests().size();
    ClientCrowd crowd = new ClientCrowd(server.process(), "during", CLIENTS, seed);
    assertThat(crowd.change(CHANGES)).isGreaterThanOrEqualTo(CHANGES);
    for (int i = 0; i < READS; i++) {
      reads(cold[i], content("cold" + i, messages));
    }
    assertThat(proxy.requests().size() - before).isGreaterThan(READS);

    proxy.rule(line -> Fault.NONE);
    server.await("the backlog is gone", () -> server.status().atRest());
    crowd.checkAll();
    for (int i = 0; i < READS; i++) {
      assertThat(cold[i].readAll("-1")).asString().isEqualTo(content("cold" + i, messages));
    }
    server.stopAndVerify(command);
  }

  @Test
  void objectsThatWereSaidToBeStoredCostTheirOwnReadsOnly() {
    String folder = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(nameOf("lied")));
    proxy.rule(
        line -> line.startsWith("PUT ") && line.contains(folder) ? Fault.NOT_STORED : Fault.NONE);
    TestStream lied = stream("lied", 24);
    TestStream other = stream("other", 24);
    server.await("all is said to be stored", () -> server.status().atRest());
    server.process().kill9();
    proxy.rule(line -> Fault.NONE);
    assertThat(server.process().survivesRestart(command)).isFalse();
    assertThat(server.process().output()).contains("objects that the index names", folder);

    server.process().restart(command.with("--allow-missing-objects"));
    assertThat(reads(lied, content("lied", 24))).isFalse();
    assertThat(other.readAll("-1")).asString().isEqualTo(content("other", 24));
    String tail = lied.append(TEXT, "more");
    assertThat(lied.tail()).isEqualTo(tail);
    server.await("what came later is stored", () -> server.status().atRest());
    server.process().stop();
    ServerProcess.Finished verified = server.verifyArchive(command);
    assertThat(verified.exitCode()).as(verified::output).isNotZero();
    assertThat(verified.output() + verified.errors()).contains(folder);
  }

  private String nameOf(String stream) {
    return server.process().server().stream(stream).path().substring(StreamServer.STREAMS.length());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
