package durablestreams.server;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive messages of a stream, copied out of the memory of the server.
 *
 * <p>A JSON stream has messages; the boundaries of appends in any other stream are not kept, so a
 * page of one has its bytes as one message.
 */
public final class StreamPage {

  private final ContentType contentType;
  private final List<byte[]> messages;
  private final Offset next;
  private final boolean upToDate;
  private final boolean closed;

  private StreamPage(
      ContentType contentType,
      List<byte[]> messages,
      Offset next,
      boolean upToDate,
      boolean closed) {
    this.contentType = contentType;
    this.messages = messages;
    this.next = next;
    this.upToDate = upToDate;
    this.closed = closed;
  }

  static StreamPage of(
      ContentType contentType,
      List<MessageBatch> batches,
      Offset next,
      boolean upToDate,
      boolean closed) {
    List<byte[]> messages = contentType.isJson() ? jsonOf(batches) : bytesOf(batches);
    return new StreamPage(contentType, messages, next, upToDate, closed);
  }

  private static List<byte[]> jsonOf(List<MessageBatch> batches) {
    List<byte[]> messages = new ArrayList<>();
    for (MessageBatch batch : batches) {
      for (int i = 0; i < batch.messageCount(); i++) {
        int from = batch.messageFrom(i);
        byte[] message = new byte[batch.messageTo(i) - from];
        System.arraycopy(batch.array(), from, message, 0, message.length);
        messages.add(message);
      }
    }
    return List.copyOf(messages);
  }

  private static List<byte[]> bytesOf(List<MessageBatch> batches) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (MessageBatch batch : batches) {
      bytes.write(batch.array(), batch.from(), batch.length());
    }
    return bytes.size() == 0 ? List.of() : List.of(bytes.toByteArray());
  }

  /** Media type of the stream. */
  public ContentType contentType() {
    return contentType;
  }

  /** The messages: JSON texts in a JSON stream, otherwise at most one with all bytes. */
  public List<byte[]> messages() {
    return messages;
  }

  /** The messages as text in UTF-8. */
  public List<String> texts() {
    return messages.stream().map(message -> new String(message, StandardCharsets.UTF_8)).toList();
  }

  /** The page as a client gets it over HTTP: a JSON array in a JSON stream, otherwise its bytes. */
  public byte[] body() {
    if (!contentType.isJson()) {
      return messages.isEmpty() ? new byte[0] : messages.getFirst();
    }
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    array.write('[');
    for (byte[] message : messages) {
      if (array.size() > 1) {
        array.write(',');
      }
      array.writeBytes(message);
    }
    array.write(']');
    return array.toByteArray();
  }

  /** Where the next page begins. */
  public Offset next() {
    return next;
  }

  /** Whether {@link #next} was the end of the stream when it was read. */
  public boolean upToDate() {
    return upToDate;
  }

  /** Whether the stream is closed and this page is its last. */
  public boolean closed() {
    return closed;
  }

  @Override
  public String toString() {
    return "StreamPage[" + messages.size() + " messages, next " + next + "]";
  }
}
