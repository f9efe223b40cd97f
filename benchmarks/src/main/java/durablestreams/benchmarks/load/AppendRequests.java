package durablestreams.benchmarks.load;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.Requests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The appends of one connection: the same body to each of its streams in turn, without end, with
 * producer headers if wanted.
 */
public final class AppendRequests implements RequestSource {

  /** Smaller bodies are copied behind their head, which costs less than a gathering write. */
  private static final int COPY_LIMIT = 16 * 1024;

  private static final int HEAD_ROOM = 1024;

  private final byte[][] heads;
  private final byte[] smallBody;
  private final ByteBuffer largeBody;
  private final ByteBuffer out;
  private final boolean producer;
  private final long[] sequences;
  private int turn;

  private AppendRequests(byte[][] heads, byte[] body, boolean producer) {
    this.heads = heads;
    this.producer = producer;
    sequences = new long[heads.length];
    boolean small = body.length <= COPY_LIMIT;
    smallBody = small ? body : new byte[0];
    largeBody = small ? NO_BODY : ByteBuffer.allocateDirect(body.length).put(body).flip();
    out = ByteBuffer.allocateDirect(HEAD_ROOM + smallBody.length);
  }

  /** Plain appends. */
  public static AppendRequests plain(
      Endpoint endpoint, List<String> streams, String contentType, byte[] body) {
    byte[][] heads = new byte[streams.size()][];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = Requests.append(endpoint, streams.get(i), contentType, body.length);
    }
    return new AppendRequests(heads, body, false);
  }

  /** Appends of one producer in epoch 0, with a sequence of its own in each stream. */
  public static AppendRequests ofProducer(
      Endpoint endpoint, List<String> streams, String contentType, byte[] body, String producer) {
    byte[][] heads = new byte[streams.size()][];
    for (int i = 0; i < heads.length; i++) {
      byte[] whole =
          Requests.head(
              endpoint,
              "POST",
              endpoint.path(streams.get(i)),
              "Content-Type: " + contentType,
              "Content-Length: " + body.length,
              "Producer-Id: " + producer,
              "Producer-Epoch: 0");
      // Without the empty line: the sequence is the last header.
      heads[i] = Arrays.copyOf(whole, whole.length - 2);
    }
    return new AppendRequests(heads, body, true);
  }

  @Override
  public Outgoing next() {
    out.clear().put(heads[turn]);
    if (producer) {
      out.put(bytes("Producer-Seq: " + sequences[turn]++ + "\r\n\r\n"));
    }
    out.put(smallBody).flip();
    turn = turn + 1 == heads.length ? 0 : turn + 1;
    return new Outgoing(out, largeBody.rewind());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
