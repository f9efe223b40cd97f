package durablestreams.domain.message;

import durablestreams.domain.offset.PositionUnit;
import java.util.List;

/** Factory of batches whose messages are copied together from several places. */
public final class JoinedMessages {

  private static final byte COMMA = ',';
  private static final String NO_MESSAGE = "a batch has at least one message";

  private JoinedMessages() {}

  /**
   * The messages of batches that follow on each other, as one batch in an array of its own; at
   * least one batch, all of the same unit.
   *
   * <p>The first and the last message may be cut, as those of a slice may. Parts of a message that
   * lie in several batches count as several messages.
   */
  public static MessageBatch ofBatches(List<MessageBatch> batches) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException(NO_MESSAGE);
    }
    PositionUnit unit = batches.getFirst().unit();
    int bytes = unit == PositionUnit.BYTES ? 0 : batches.size() - 1;
    int messages = 0;
    for (MessageBatch batch : batches) {
      bytes += batch.length();
      messages += batch.messageCount();
    }
    byte[] joined = new byte[bytes];
    int[] ends = new int[messages];
    int out = 0;
    int message = 0;
    for (MessageBatch batch : batches) {
      if (message > 0 && unit == PositionUnit.MESSAGES) {
        joined[out++] = COMMA;
      }
      System.arraycopy(batch.array(), batch.from(), joined, out, batch.length());
      for (int i = 0; i < batch.messageCount(); i++) {
        ends[message++] = out + batch.messageTo(i) - batch.from();
      }
      out += batch.length();
    }
    ends[messages - 1] += batches.getLast().cutOff();
    return MessageBatch.ofCut(unit, joined, ends, -batches.getFirst().cutBefore());
  }

  /** Joins JSON messages, each in an array of its own, into one batch; at least one. */
  public static MessageBatch ofJson(byte[]... messages) {
    int[] lengths = new int[messages.length];
    int bytes = 0;
    for (int i = 0; i < messages.length; i++) {
      lengths[i] = messages[i].length;
      bytes += messages[i].length;
    }
    byte[] payloads = new byte[bytes];
    int at = 0;
    for (byte[] message : messages) {
      System.arraycopy(message, 0, payloads, at, message.length);
      at += message.length;
    }
    return of(PositionUnit.MESSAGES, payloads, lengths);
  }

  /**
   * Joins messages into one batch: {@code lengths} bytes each, standing back to back in {@code
   * payloads}.
   */
  public static MessageBatch of(PositionUnit unit, byte[] payloads, int[] lengths) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException(NO_MESSAGE);
    }
    int[] ends = new int[lengths.length];
    if (unit == PositionUnit.BYTES) {
      int at = 0;
      for (int i = 0; i < lengths.length; i++) {
        at += lengths[i];
        ends[i] = at;
      }
      return MessageBatch.of(unit, payloads, 0, ends);
    }
    byte[] joined = new byte[payloads.length + lengths.length - 1];
    int in = 0;
    int out = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (i > 0) {
        joined[out++] = COMMA;
      }
      System.arraycopy(payloads, in, joined, out, lengths[i]);
      in += lengths[i];
      out += lengths[i];
      ends[i] = out;
    }
    return MessageBatch.of(unit, joined, 0, ends);
  }
}
