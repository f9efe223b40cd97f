package durablestreams.conformance.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request whose target and headers reach the wire exactly as written: nothing is normalised,
 * encoded or added but {@code Host} and the framing of the body. A request is immutable; each
 * method gives a new one.
 */
public record WireRequest(
    InetSocketAddress address,
    String method,
    String target,
    List<String> fields,
    Optional<byte[]> body,
    boolean chunked) {

  public WireRequest {
    fields = List.copyOf(fields);
  }

  static WireRequest of(InetSocketAddress address, String method, String target) {
    return new WireRequest(address, method, target, List.of(), Optional.empty(), false);
  }

  public WireRequest header(String name, String value) {
    var more = new ArrayList<>(fields);
    more.add(name + ": " + value);
    return new WireRequest(address, method, target, more, body, chunked);
  }

  public WireRequest type(String contentType) {
    return header("Content-Type", contentType);
  }

  public WireRequest closing() {
    return header("Stream-Closed", "true");
  }

  public WireRequest producer(String id, long epoch, long seq) {
    return header("Producer-Id", id)
        .header("Producer-Epoch", Long.toString(epoch))
        .header("Producer-Seq", Long.toString(seq));
  }

  public WireRequest body(byte[] bytes) {
    return new WireRequest(address, method, target, fields, Optional.of(bytes), chunked);
  }

  public WireRequest body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Frames the body with chunked transfer coding, in chunks of at most 7 bytes, instead of a
   * length.
   */
  public WireRequest inChunks() {
    return new WireRequest(address, method, target, fields, body, true);
  }

  /** Sends the request on a connection of its own and reads the whole reply. */
  public HttpReply send() {
    try (var connection = WireConnection.open(address)) {
      return header("Connection", "close").sendOn(connection);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + target + ": " + e.getMessage(), e);
    }
  }

  /** Sends the request on an open connection and reads the whole reply. */
  public HttpReply sendOn(WireConnection connection) throws IOException {
    return connection.write(bytes()).readReply(method);
  }

  /** The request as it goes over the wire. */
  public byte[] bytes() {
    var text = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ");
    text.append(address.getHostString()).append(':').append(address.getPort()).append("\r\n");
    fields.forEach(field -> text.append(field).append("\r\n"));
    boolean framed = body.isPresent() || method.equals("POST") || method.equals("PUT");
    byte[] payload = body.orElse(new byte[0]);
    if (chunked) {
      text.append("Transfer-Encoding: chunked\r\n");
    } else if (framed) {
      text.append("Content-Length: ").append(payload.length).append("\r\n");
    }
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(chunked ? chunksOf(payload) : payload);
    return bytes.toByteArray();
  }

  private static byte[] chunksOf(byte[] payload) {
    var bytes = new ByteArrayOutputStream();
    for (int from = 0; from < payload.length; from += 7) {
      int length = Math.min(7, payload.length - from);
      bytes.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      bytes.write(payload, from, length);
      bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    bytes.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }
}
