package durablestreams.cli.client;

import durablestreams.cli.base.CliException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Appends to one stream, one after the other. With a producer each is sent until it is answered,
 * and takes effect once; without one it is sent again only if the server cannot have got it.
 */
public final class Appender {
  private static final int TOO_LARGE = 413;

  private final StreamClient client;
  private final StreamAddress stream;
  private final String contentType;
  private final Optional<Producer> producer;
  private String nextOffset = "";
  private long appends;
  private long repeated;
  private long messages;
  private long bytes;

  public Appender(
      StreamClient client, StreamAddress stream, String contentType, Optional<Producer> producer) {
    this.client = client;
    this.stream = stream;
    this.contentType = contentType;
    this.producer = producer;
  }

  /** Appends JSON messages; in smaller groups where the server takes no larger ones. */
  public void messages(List<byte[]> group) {
    byte[] body = array(group);
    if (!taken(body, group.size() > 1)) {
      int half = group.size() / 2;
      messages(group.subList(0, half));
      messages(group.subList(half, group.size()));
      return;
    }
    messages += group.size();
    group.forEach(message -> bytes += message.length);
  }

  /** Appends bytes; in smaller pieces where the server takes no larger ones. */
  public void bytes(byte[] piece) {
    if (!taken(piece, piece.length > 1)) {
      int half = piece.length / 2;
      bytes(Arrays.copyOf(piece, half));
      bytes(Arrays.copyOfRange(piece, half, piece.length));
      return;
    }
    bytes += piece.length;
  }

  private static byte[] array(List<byte[]> group) {
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    array.write('[');
    for (int i = 0; i < group.size(); i++) {
      if (i > 0) {
        array.write(',');
      }
      array.writeBytes(group.get(i));
    }
    array.write(']');
    return array.toByteArray();
  }

  /** False when the body is too large and can be divided. */
  private boolean taken(byte[] body, boolean divisible) {
    Call plain =
        Call.of("POST", "append to", stream).header("Content-Type", contentType).body(body);
    Call call = producer.map(p -> p.on(plain)).orElseGet(plain::once);
    Reply reply = client.answer(call);
    if (reply.status() == TOO_LARGE && divisible) {
      return false;
    }
    if (reply.status() >= 300) {
      throw client.refused(call, reply);
    }
    if (producer.isPresent()) {
      producer.get().advance();
      if (reply.status() == 204) {
        repeated++;
      }
    }
    appends++;
    reply.header("Stream-Next-Offset").ifPresent(offset -> nextOffset = offset);
    return true;
  }

  /** Closes the stream; one that is closed stays so. */
  public void close() {
    Reply reply = client.send(Call.of("POST", "close", stream).header("Stream-Closed", "true"));
    reply.header("Stream-Next-Offset").ifPresent(offset -> nextOffset = offset);
  }

  /** The error, with how far the appends got. */
  public CliException failed(CliException e) {
    if (appends == 0) {
      return e;
    }
    return e.and(
        "%d appends with %d bytes were made before, up to offset %s"
            .formatted(appends, bytes, nextOffset));
  }

  /** The offset after the last append; empty before the first. */
  public String nextOffset() {
    return nextOffset;
  }

  public long appends() {
    return appends;
  }

  /** Appends that the producer had made before. */
  public long repeated() {
    return repeated;
  }

  public long messages() {
    return messages;
  }

  public long bytes() {
    return bytes;
  }
}
