package durablestreams.conformance.cold;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.StoreAudit;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What forks cost: a row, however large the source is, and a read of what is read. */
class LineageCostTest {
  private static final int CHAIN = 100;
  private static final int BODY = 16 << 20;
  private static final int BODIES = 16;

  private static TestStream link(StreamServer server, int number) {
    return server.stream("chain/" + number);
  }

  private static String written(int number) {
    return "{\"link\":" + number + "}";
  }

  /** Forks a stream, the fork, its fork and so on, with a message of its own in each. */
  private static void chain(StreamServer server) throws Exception {
    try (WireConnection connection = server.connect()) {
      link(server, 0).put(TestStream.JSON).body(written(0)).sendOn(connection).expect(201);
      for (int i = 1; i <= CHAIN; i++) {
        link(server, i)
            .put(TestStream.JSON)
            .header("Stream-Forked-From", link(server, i - 1).path())
            .body(written(i))
            .sendOn(connection)
            .expect(201);
      }
    }
  }

  private static void lastLinkReadsAsOne(StreamServer server) {
    HttpReply page = link(server, CHAIN).from("-1").send().expect(200);
    assertThat(page.text())
        .isEqualTo(
            IntStream.rangeClosed(0, CHAIN)
                .mapToObj(LineageCostTest::written)
                .collect(Collectors.joining(",", "[", "]")));
    assertThat(page.has("Stream-Up-To-Date")).isTrue();
  }

  /** From the middle of a chain a read goes on through all that follow, to the end. */
  private static void everyLinkReadsOnInTheLast(StreamServer server) throws Exception {
    try (WireConnection connection = server.connect()) {
      for (int i = 0; i < CHAIN; i++) {
        String after = link(server, i).request("HEAD").sendOn(connection).expect(200).nextOffset();
        String rest = link(server, CHAIN).from(after).sendOn(connection).expect(200).text();
        assertThat(rest)
            .as("after link %s", i)
            .startsWith("[" + written(i + 1))
            .endsWith(written(CHAIN) + "]");
      }
    }
  }

  @Test
  void aHundredForksOfForksAreReadInOnePass() throws Exception {
    ServerCommand command = ServerCommand.store("sqlite").with("--archive=none", "--registry=off");
    try (ColdServer server = ColdServer.start(command)) {
      chain(server.process().server());
      lastLinkReadsAsOne(server.process().server());
      everyLinkReadsOnInTheLast(server.process().server());
      try (StoreAudit audit = StoreAudit.of(server.process().data())) {
        audit.everythingFits();
        assertThat(audit.rows("streams")).isEqualTo(CHAIN + 1);
        assertThat(audit.rows("hot_log")).isEqualTo(CHAIN + 1);
      }
      server.process().stop();
    }
  }

  @Test
  void aHundredForksOfForksAreReadInOnePassFromTheArchive() throws Exception {
    try (ColdServer server = ColdServer.start(ColdServer.rotating().with("--registry=off"))) {
      chain(server.process().server());
      server.settle();
      assertThat(server.stored()).hasSize(CHAIN + 1);
      lastLinkReadsAsOne(server.process().server());
      everyLinkReadsOnInTheLast(server.process().server());
      for (int i = 0; i <= CHAIN; i++) {
        link(server.process().server(), i).delete().expect(204);
      }
      server.settle();
      assertThat(server.stored()).isEmpty();
      try (StoreAudit audit = StoreAudit.of(server.process().data())) {
        assertThat(audit.streams()).isEmpty();
      }
      server.process().stop();
    }
  }

  @Test
  void aForkOfALargeStreamIsOneRow() throws Exception {
    ServerCommand command =
        ServerCommand.store("sqlite")
            .with("--archive=none", "--registry=off", "--read-max-bytes=8MiB");
    try (ColdServer server = ColdServer.start(command)) {
      StreamServer wire = server.process().server();
      TestStream source = wire.stream("large").created(TestStream.BYTES);
      String middle = "";
      for (int i = 0; i < BODIES; i++) {
        byte[] body = new byte[BODY];
        Arrays.fill(body, (byte) ('a' + i));
        String offset = source.append(TestStream.BYTES, body);
        middle = i == BODIES / 2 - 1 ? offset : middle;
      }
      Cost before = Cost.of(server);
      TestStream whole = wire.stream("whole");
      TestStream half = wire.stream("half");
      whole.request("PUT").header("Stream-Forked-From", source.path()).send().expect(201);
      half.request("PUT")
          .header("Stream-Forked-From", source.path())
          .header("Stream-Fork-Offset", middle)
          .header("Stream-Fork-Sub-Offset", "1000")
          .send()
          .expect(201);
      Cost after = Cost.of(server);
      assertThat(after.streams() - before.streams()).isEqualTo(2);
      assertThat(after.logRows()).as("rows of the log").isEqualTo(before.logRows());
      assertThat(after.bytes() - before.bytes()).as("bytes of the database").isLessThan(128 << 10);

      assertThat(counts(whole)).isEqualTo(counts(source));
      long[] expected = new long[BODIES];
      Arrays.fill(expected, 0, BODIES / 2, BODY);
      expected[BODIES / 2] = 1_000;
      assertThat(counts(half)).isEqualTo(expected);
      server.process().stop();
    }
  }

  /** What the database holds; bytes are those of pages in use, wherever they are written yet. */
  private record Cost(long streams, long logRows, long bytes) {
    static Cost of(ColdServer server) throws Exception {
      try (StoreAudit audit = StoreAudit.of(server.process().data())) {
        return new Cost(audit.rows("streams"), audit.rows("hot_log"), audit.usedBytes());
      }
    }
  }

  /** How often each letter stands in a stream, whose bytes must be in order. */
  private static long[] counts(TestStream stream) throws Exception {
    long[] counts = new long[BODIES];
    byte last = 'a';
    String next = "-1";
    try (WireConnection connection = stream.server().connect()) {
      while (true) {
        HttpReply page = stream.from(next).sendOn(connection).expect(200);
        for (byte letter : page.body()) {
          if (letter < last) {
            throw new AssertionError((char) letter + " after " + (char) last);
          }
          last = letter;
          counts[letter - 'a']++;
        }
        if (page.has("Stream-Up-To-Date")) {
          return counts;
        }
        next = page.nextOffset();
      }
    }
  }
}
