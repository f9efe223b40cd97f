package durablestreams.adapters.sqlite.log;

import durablestreams.adapters.sqlite.schema.BlobFormats;
import durablestreams.adapters.sqlite.schema.Varints;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.StreamSeq;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Headers of the appends in a row of the hot log. A head is a few numbers: the stream, the position
 * it starts at, how many bytes of the row's payload are its own, how many messages that is; then
 * what only some appends have, as its flags tell.
 *
 * <p>A message of more than {@link LargeAppend#PIECE_BYTES} is in several rows, one behind the
 * other: the head in the first one is that of the whole message, of which the row holds the
 * beginning; each further row has a continuation head of its own.
 *
 * <p>Written once, read by all later versions: a new form needs a new layout of the database.
 */
public final class EntryHeaders {

  private static final int HAS_LENGTHS = 1;
  private static final int HAS_SEQ = 2;
  private static final int HAS_STAMP = 4;
  private static final int IS_CONTINUATION = 8;

  /** Bytes of a head without what only some have, at most. */
  private static final int PLAIN_BYTES = 40;

  private EntryHeaders() {}

  /**
   * The head of an append.
   *
   * @param seqChanged whether it changes the stream's highest Stream-Seq
   */
  static byte[] of(StreamChange.Appended appended, boolean seqChanged) {
    MessageBatch batch = appended.batch();
    return of(
        appended.key().value(),
        appended.from(),
        batch.length(),
        batch.messageCount(),
        BlobFormats.lengths(batch),
        seqChanged ? appended.streamSeq().value() : null,
        appended.stamp());
  }

  /**
   * The head of an append.
   *
   * @param bytes how much of the payload is its own
   * @param lengths see {@link BlobFormats#lengths}
   * @param seq the highest Stream-Seq after it, or {@code null} where it is the same as before
   */
  static byte[] of(
      long key,
      long from,
      long bytes,
      long messages,
      byte @Nullable [] lengths,
      @Nullable String seq,
      @Nullable ProducerStamp stamp) {
    int flags =
        (lengths == null ? 0 : HAS_LENGTHS)
            | (seq == null ? 0 : HAS_SEQ)
            | (stamp == null ? 0 : HAS_STAMP);
    var writer = new Varints.Writer(PLAIN_BYTES + (lengths == null ? 0 : lengths.length));
    writer.put(key).put(from).put(bytes).put(messages).put(flags);
    if (lengths != null) {
      writer.put(lengths);
    }
    if (seq != null) {
      writer.put(bytes(seq));
    }
    if (stamp != null) {
      writer.put(bytes(stamp.id())).put(stamp.epoch()).put(stamp.seq());
    }
    return writer.toByteArray();
  }

  /**
   * The head of a row that continues a message.
   *
   * @param from the position of the message
   * @param bytes how much of the message is in the row
   * @param ordinal how many rows of the message come before it
   */
  static byte[] ofContinuation(long key, long from, long bytes, long ordinal) {
    return new Varints.Writer(PLAIN_BYTES)
        .put(key)
        .put(from)
        .put(bytes)
        .put(0)
        .put(IS_CONTINUATION)
        .put(ordinal)
        .toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Goes from head to head: {@link #next}, and then what that one says. */
  public static final class Reader {

    private final Varints.Reader heads;
    private long key;
    private long from;
    private int bytes;
    private int messages;
    private int payloadFrom;
    private byte @Nullable [] lengths;
    private byte @Nullable [] seq;
    private byte @Nullable [] producer;
    private long epoch;
    private long producerSeq;
    private long ordinal;
    private int start;

    public Reader(byte[] heads) {
      this.heads = new Varints.Reader(heads);
    }

    /** Goes on to the next append; false when there is none. */
    public boolean next() {
      if (!heads.hasMore()) {
        return false;
      }
      start = heads.at();
      payloadFrom += bytes;
      key = heads.next();
      from = heads.next();
      bytes = Math.toIntExact(heads.next());
      messages = Math.toIntExact(heads.next());
      long flags = heads.next();
      lengths = (flags & HAS_LENGTHS) == 0 ? null : heads.nextBytes();
      seq = (flags & HAS_SEQ) == 0 ? null : heads.nextBytes();
      producer = (flags & HAS_STAMP) == 0 ? null : heads.nextBytes();
      epoch = producer == null ? 0 : heads.next();
      producerSeq = producer == null ? 0 : heads.next();
      ordinal = (flags & IS_CONTINUATION) == 0 ? 0 : heads.next();
      return true;
    }

    public long key() {
      return key;
    }

    /** Whether this continues a message of the rows before. */
    public boolean isContinuation() {
      return ordinal > 0;
    }

    /** How many rows of the same message come before this one. */
    long ordinal() {
      return ordinal;
    }

    /** Whether further rows continue the message, where the payload of this one is that long. */
    public boolean isContinued(long payloadBytes) {
      return bytes > payloadBytes - payloadFrom;
    }

    /** Bytes of the append, those in further rows included. */
    public int bytes() {
      return bytes;
    }

    /** The position in the stream at which the append starts. */
    public long from() {
      return from;
    }

    public int messages() {
      return messages;
    }

    /** How far the append moves the position of a stream that counts in {@code unit}. */
    public long units(PositionUnit unit) {
      return unit == PositionUnit.BYTES ? bytes : messages;
    }

    /** Bytes of the messages alone. */
    public long messageBytes(PositionUnit unit) {
      return unit == PositionUnit.BYTES ? bytes : bytes - (messages - 1L);
    }

    /** The highest Stream-Seq after the append, or {@code null} where it is the same as before. */
    public @Nullable StreamSeq seq() {
      return seq == null ? null : new StreamSeq(new String(seq, StandardCharsets.UTF_8));
    }

    public @Nullable ProducerStamp stamp() {
      return producer == null
          ? null
          : new ProducerStamp(new String(producer, StandardCharsets.UTF_8), epoch, producerSeq);
    }

    /** The messages of the append, in an array of their own or in the whole of {@code payload}. */
    public MessageBatch batch(PositionUnit unit, byte[] payload) {
      checkLength(payload);
      byte[] own =
          bytes == payload.length
              ? payload
              : Arrays.copyOfRange(payload, payloadFrom, payloadFrom + bytes);
      return BlobFormats.batch(unit, own, lengths);
    }

    private void checkLength(byte[] payload) {
      if (bytes > payload.length - payloadFrom) {
        throw new IllegalStateException("the payload of a row is shorter than its heads say");
      }
    }

    /** Bytes of the head and of the messages. */
    int size() {
      return heads.at() - start + bytes;
    }

    /** Adds the append to another row. */
    void copyTo(RowBuilder row, byte[] payload) {
      checkLength(payload);
      row.add(heads.slice(start), payload, payloadFrom, bytes);
    }
  }
}
