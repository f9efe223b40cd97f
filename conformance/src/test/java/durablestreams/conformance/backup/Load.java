package durablestreams.conformance.backup;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireException;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One client that appends to a stream of its own, and what it knows of the stream. */
final class Load {

  private static final Pattern MESSAGE = Pattern.compile("\"[^\"]*\"");
  private static final int READS = 12;

  private final String name;
  private final TestStream stream;
  private final String type;
  private final boolean producer;
  private final Random random;

  /** Every message that was sent, in order, and the offsets of those that were acknowledged. */
  private final List<String> sent = new ArrayList<>();

  private final List<String> offsets = new ArrayList<>();
  private int mark;

  Load(String name, TestStream stream, String type, boolean producer, long seed) {
    this.name = name;
    this.stream = stream.created(type);
    this.type = type;
    this.producer = producer;
    this.random = new Random(seed);
  }

  TestStream stream() {
    return stream;
  }

  synchronized int acknowledged() {
    return offsets.size();
  }

  synchronized String offset(int index) {
    return offsets.get(index);
  }

  /** From here on it need not be in the backup. */
  synchronized void backupBegins() {
    mark = offsets.size();
  }

  /** Appends until the server is gone. */
  void run() throws IOException {
    try (WireConnection connection = stream.server().connect()) {
      while (true) {
        String message = "\"" + name + "." + sent.size() + "x".repeat(random.nextInt(300)) + "\"";
        synchronized (this) {
          sent.add(message);
        }
        String offset =
            request(message, sent.size() - 1)
                .sendOn(connection)
                .expect(producer ? 200 : 204)
                .nextOffset();
        synchronized (this) {
          offsets.add(offset);
        }
      }
    } catch (WireException | SocketException e) {
      // The server was killed.
    }
  }

  private WireRequest request(String message, int seq) {
    WireRequest request = stream.post(type, message);
    return producer ? request.producer(name, 0, seq) : request;
  }

  /** Content of a stream that begins like this one, as its messages. */
  static List<String> messages(TestStream stream, String offset) {
    return MESSAGE
        .matcher(new String(stream.readAll(offset), StandardCharsets.UTF_8))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  /** Checks the restored stream, and goes on with it. */
  void check() {
    List<String> kept = messages(stream, TestStream.START);
    assertThat(kept.size()).as("messages of %s", name).isBetween(mark, sent.size());
    assertThat(kept).as("messages of %s", name).isEqualTo(sent.subList(0, kept.size()));
    for (int i = 0; i < READS; i++) {
      int index = random.nextInt(offsets.size());
      if (index < kept.size()) {
        assertThat(messages(stream, offset(index)))
            .as("from the offset of message %d of %s", index, name)
            .isEqualTo(kept.subList(index + 1, kept.size()));
      } else {
        stream.from(offset(index)).send().expect(400);
      }
    }
    if (producer && !kept.isEmpty()) {
      request(kept.getLast(), kept.size() - 1).send().expect(204);
    }
    HttpReply next = request("\"next\"", kept.size()).send().expect(producer ? 200 : 204);
    assertThat(offsets.subList(Math.min(kept.size(), offsets.size()), offsets.size()))
        .as("offsets that were given for lost messages of %s", name)
        .doesNotContain(next.nextOffset());
    assertThat(messages(stream, TestStream.START)).hasSize(kept.size() + 1).endsWith("\"next\"");
  }
}
