package durablestreams.domain.message;

import durablestreams.domain.offset.PositionUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Immutable run of consecutive messages, stored as the bytes that are sent to readers.
 *
 * <p>In byte mode the messages are concatenated. In JSON mode they are separated by commas, so a
 * run becomes an array when brackets are added. Slices share the bytes of the batch, so {@link
 * #array()} must not be modified.
 *
 * <p>Invariants: {@code ends} holds, for every message, the index in {@code array} just after its
 * last byte; it is {@code null} for a single message. In JSON mode a slice starts and ends between
 * messages; in byte mode it may cut one. Where it does, {@code firstMessageFrom} and {@code
 * lastMessageEnd} say where the whole message would begin and end.
 */
public final class MessageBatch {

  /** The batch itself and the headers of its arrays. */
  private static final int OBJECT_BYTES = 96;

  private final PositionUnit unit;
  private final byte[] array;
  private final int from;
  private final int to;
  private final int @Nullable [] ends;
  private final int firstEnd;
  private final int lastEnd;
  private final int firstMessageFrom;
  private final int lastMessageEnd;

  private MessageBatch(
      PositionUnit unit,
      byte[] array,
      int from,
      int to,
      int @Nullable [] ends,
      int firstEnd,
      int lastEnd,
      int firstMessageFrom,
      int lastMessageEnd) {
    this.unit = unit;
    this.array = array;
    this.from = from;
    this.to = to;
    this.ends = ends;
    this.firstEnd = firstEnd;
    this.lastEnd = lastEnd;
    this.firstMessageFrom = firstMessageFrom;
    this.lastMessageEnd = lastMessageEnd;
  }

  /** One message of a stream that counts bytes. */
  public static MessageBatch ofBytes(byte[] message) {
    return new MessageBatch(
        PositionUnit.BYTES, message, 0, message.length, null, 0, 0, 0, message.length);
  }

  /**
   * A part of a message of a stream that counts bytes, as a slice of the message would be.
   *
   * @param cutBefore bytes of the message that come before {@code part}
   * @param cutOff bytes of the message that come after it
   */
  public static MessageBatch ofPart(byte[] part, int cutBefore, int cutOff) {
    return new MessageBatch(
        PositionUnit.BYTES, part, 0, part.length, null, 0, 0, -cutBefore, part.length + cutOff);
  }

  /** One JSON message: {@code to - from} bytes of {@code array}. */
  public static MessageBatch ofJson(byte[] array, int from, int to) {
    return new MessageBatch(PositionUnit.MESSAGES, array, from, to, null, 0, 0, from, to);
  }

  /**
   * Several messages that are already in {@code array} in the layout of this class.
   *
   * @param from index of the first byte of the first message
   * @param ends for every message the index after its last byte, ascending; at least one
   */
  public static MessageBatch of(PositionUnit unit, byte[] array, int from, int[] ends) {
    if (ends.length == 0) {
      throw new IllegalArgumentException("a batch has at least one message");
    }
    int to = ends[ends.length - 1];
    return ends.length == 1
        ? new MessageBatch(unit, array, from, to, null, 0, 0, from, to)
        : new MessageBatch(unit, array, from, to, ends, 0, ends.length - 1, from, to);
  }

  /**
   * Messages that fill {@code array}, of which the first and the last may be cut.
   *
   * @param ends for every message the index where it ends, cut or not
   * @param begin index where the first message would begin
   */
  static MessageBatch ofCut(PositionUnit unit, byte[] array, int[] ends, int begin) {
    int last = ends.length - 1;
    int @Nullable [] shared = last == 0 ? null : ends;
    return new MessageBatch(unit, array, 0, array.length, shared, 0, last, begin, ends[last]);
  }

  public PositionUnit unit() {
    return unit;
  }

  /** Number of units by which the batch advances a position. */
  public long units() {
    return unit == PositionUnit.BYTES ? to - from : messageCount();
  }

  public int messageCount() {
    return ends == null ? 1 : lastEnd - firstEnd + 1;
  }

  /** The shared bytes; those of the batch are {@link #length()} from {@link #from()}. */
  public byte[] array() {
    return array;
  }

  public int from() {
    return from;
  }

  /** Bytes of the batch as they are sent, commas between messages included. */
  public int length() {
    return to - from;
  }

  /** Bytes of the messages alone. */
  public long payloadBytes() {
    return unit == PositionUnit.BYTES ? length() : length() - (messageCount() - 1L);
  }

  /** Approximate heap bytes that the batch keeps reachable, including shared ones. */
  public long retainedBytes() {
    return OBJECT_BYTES + array.length + (ends == null ? 0 : (long) ends.length * Integer.BYTES);
  }

  /** Index in {@link #array()} of the first byte of message {@code index}. */
  public int messageFrom(int index) {
    if (index == 0 || ends == null) {
      return from;
    }
    int previousEnd = ends[firstEnd + index - 1];
    return unit == PositionUnit.BYTES ? previousEnd : previousEnd + 1;
  }

  /** Index in {@link #array()} just after the last byte of message {@code index}. */
  public int messageTo(int index) {
    return ends == null ? to : Math.min(ends[firstEnd + index], to);
  }

  /**
   * Bytes of the last message that were cut off behind this slice; 0 unless it ends inside a
   * message.
   */
  public int cutOff() {
    return lastMessageEnd - to;
  }

  /**
   * Bytes of the first message that were cut off before this slice; 0 unless it begins inside a
   * message.
   */
  public int cutBefore() {
    return from - firstMessageFrom;
  }

  /**
   * The messages of units {@code fromUnit} to {@code toUnit}, counted from the start of this batch;
   * never empty.
   */
  public MessageBatch slice(long fromUnit, long toUnit) {
    if (fromUnit < 0 || fromUnit >= toUnit || toUnit > units()) {
      throw new IllegalArgumentException("no units " + fromUnit + ".." + toUnit + " in " + units());
    }
    if (fromUnit == 0 && toUnit == units()) {
      return this;
    }
    return unit == PositionUnit.BYTES
        ? sliceBytes(from + (int) fromUnit, from + (int) toUnit)
        : sliceMessages((int) fromUnit, (int) toUnit);
  }

  private MessageBatch sliceBytes(int newFrom, int newTo) {
    if (ends == null) {
      return new MessageBatch(
          unit, array, newFrom, newTo, null, 0, 0, firstMessageFrom, lastMessageEnd);
    }
    int first = firstEndAfter(newFrom, ends);
    int last = firstEndAfter(newTo - 1, ends);
    int begin = first == firstEnd ? firstMessageFrom : ends[first - 1];
    return first == last
        ? new MessageBatch(unit, array, newFrom, newTo, null, 0, 0, begin, ends[last])
        : new MessageBatch(unit, array, newFrom, newTo, ends, first, last, begin, ends[last]);
  }

  private int firstEndAfter(int index, int[] sorted) {
    int found = Arrays.binarySearch(sorted, firstEnd, lastEnd + 1, index + 1);
    return found >= 0 ? found : -found - 1;
  }

  private MessageBatch sliceMessages(int fromMessage, int toMessage) {
    int newFrom = messageFrom(fromMessage);
    int newTo = messageTo(toMessage - 1);
    return toMessage - fromMessage == 1 || ends == null
        ? new MessageBatch(unit, array, newFrom, newTo, null, 0, 0, newFrom, newTo)
        : new MessageBatch(
            unit,
            array,
            newFrom,
            newTo,
            ends,
            firstEnd + fromMessage,
            firstEnd + toMessage - 1,
            newFrom,
            newTo);
  }

  /**
   * The longest slice from the start that has at most {@code maxBytes}, but at least one unit.
   *
   * <p>In byte mode the result may cut a message.
   */
  public MessageBatch prefixWithin(int maxBytes) {
    if (length() <= maxBytes) {
      return this;
    }
    if (unit == PositionUnit.BYTES) {
      return slice(0, Math.max(1, maxBytes));
    }
    if (ends == null) {
      return this;
    }
    int fitting = Arrays.binarySearch(ends, firstEnd, lastEnd + 1, from + maxBytes);
    int count = (fitting >= 0 ? fitting + 1 : -fitting - 1) - firstEnd;
    return slice(0, Math.max(1, count));
  }

  /** A copy of the bytes as they are sent. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, from, to);
  }

  /**
   * The same messages in an array of their own when they share a much larger one; a cut message
   * stays as it is.
   */
  public MessageBatch detached() {
    if (cutOff() > 0 || cutBefore() > 0 || length() * 2L >= array.length) {
      return this;
    }
    byte[] own = toByteArray();
    if (ends == null) {
      return new MessageBatch(unit, own, 0, own.length, null, 0, 0, 0, own.length);
    }
    int[] ownEnds = new int[messageCount()];
    for (int i = 0; i < ownEnds.length; i++) {
      ownEnds[i] = messageTo(i) - from;
    }
    return of(unit, own, 0, ownEnds);
  }

  @Override
  public String toString() {
    return "MessageBatch[" + messageCount() + " messages, " + length() + " bytes]";
  }
}
