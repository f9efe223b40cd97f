package durablestreams.application.replication.encoding;

import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.LogRecord.Body;
import durablestreams.domain.replication.RecordId;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * Encoding of a record of the commit log: a head with its checksum, and a body with its own. The
 * two checksums are those of {@link RecordId}. A random number in the head tells records apart that
 * are equal otherwise.
 *
 * @param salts random numbers, one for each record
 */
public record RecordEncoding(LongSupplier salts) {
  private static final int MAGIC = 0x4453_4c31;

  /** The highest feature level of records that this version reads. */
  public static final int LEVEL = 1;

  /** The most that a record has besides the bytes of its changes. */
  public static final int OVERHEAD_BYTES = 96;

  /** Magic number, checksums of head and body. */
  private static final int FIXED_BYTES = 3 * Integer.BYTES;

  private static final int CHANGES = 1;
  private static final int EMPTY = 2;
  private static final int ELECTED = 3;
  private static final int HANDED_OVER = 4;
  private static final int LEVEL_RAISED = 5;

  /**
   * A record with its bytes.
   *
   * @param bytes as the engine keeps them; not copied
   */
  public record Encoded(LogRecord record, byte[] bytes) {
    public long checksum() {
      return record.id().checksum();
    }
  }

  /** A new record that follows {@code follows}. */
  public Encoded encode(RecordId follows, long epoch, Instant at, Body body) {
    byte[] content = content(body);
    ByteOutput head = new ByteOutput();
    head.octet(kind(body));
    head.fixed64(salts.getAsLong());
    head.number(follows.position());
    head.fixed64(follows.checksum());
    head.number(epoch);
    head.instant(at);
    head.number(content.length);
    byte[] headBytes = head.toByteArray();

    ByteOutput out = new ByteOutput();
    int headCrc = crc(headBytes, 0, headBytes.length);
    int bodyCrc = crc(content, 0, content.length);
    out.fixed32(MAGIC);
    out.fixed32(headCrc);
    out.fixed32(bodyCrc);
    out.raw(headBytes, 0, headBytes.length);
    out.raw(content, 0, content.length);
    LogRecord record = new LogRecord(id(follows, headCrc, bodyCrc), follows, epoch, at, body);
    return new Encoded(record, out.toByteArray());
  }

  private static RecordId id(RecordId follows, int headCrc, int bodyCrc) {
    long checksum = (long) headCrc << Integer.SIZE | bodyCrc & 0xffff_ffffL;
    return new RecordId(follows.position() + 1, checksum);
  }

  private static DamagedRecordException notARecord() {
    return new DamagedRecordException("not a record of a commit log");
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static int kind(Body body) {
    return switch (body) {
      case LogRecord.Changes ignored -> CHANGES;
      case LogRecord.Empty ignored -> EMPTY;
      case LogRecord.Elected ignored -> ELECTED;
      case LogRecord.HandedOver ignored -> HANDED_OVER;
      case LogRecord.LevelRaised ignored -> LEVEL_RAISED;
    };
  }

  private static byte[] content(Body body) {
    ByteOutput out = new ByteOutput();
    switch (body) {
      case LogRecord.Changes changes -> {
        out.number(changes.part());
        out.number(changes.parts());
        out.raw(changes.bytes(), 0, changes.bytes().length);
      }
      case LogRecord.Empty() -> {}
      case LogRecord.Elected(String node, String address) -> {
        out.text(node);
        out.text(address);
      }
      case LogRecord.HandedOver(String node) -> out.text(node);
      case LogRecord.LevelRaised(int level) -> out.number(level);
    }
    return out.toByteArray();
  }

  /**
   * The record with these bytes.
   *
   * @throws DamagedRecordException when they are damaged
   * @throws UnknownRecordException when they are of a kind that is not known here
   */
  public static LogRecord decode(byte[] bytes) {
    Head head = Head.of(bytes);
    try {
      return new LogRecord(
          head.id(), head.follows(), head.epoch(), head.at(), body(head.kind(), head.body()));
    } catch (IllegalArgumentException e) {
      throw notValid(e);
    }
  }

  /**
   * What the record with these bytes follows, of whatever kind it is.
   *
   * @throws DamagedRecordException when they are damaged
   */
  public static RecordId follows(byte[] bytes) {
    return Head.of(bytes).follows();
  }

  private static DamagedRecordException notValid(IllegalArgumentException e) {
    return new DamagedRecordException("a record is not valid: " + e.getMessage());
  }

  /**
   * Head of a record, which all kinds have, and whose checksums were compared.
   *
   * @param body the rest
   */
  private record Head(
      RecordId id, RecordId follows, long epoch, Instant at, int kind, ByteInput body) {

    static Head of(byte[] bytes) {
      ByteInput in = new ByteInput(bytes);
      if (bytes.length < FIXED_BYTES || in.fixed32() != MAGIC) {
        throw notARecord();
      }
      int headCrc = in.fixed32();
      int bodyCrc = in.fixed32();
      int headFrom = bytes.length - in.left();
      int kind = in.octet();
      in.fixed64();
      long position = in.number();
      long checksum = in.fixed64();
      long epoch = in.number();
      Instant at = in.instant();
      int length = in.smallNumber();
      int bodyFrom = bytes.length - in.left();
      if (crc(bytes, headFrom, bodyFrom - headFrom) != headCrc
          || length != in.left()
          || crc(bytes, bodyFrom, length) != bodyCrc) {
        throw new DamagedRecordException("the checksum of a record does not match its bytes");
      }
      try {
        RecordId follows = new RecordId(position, checksum);
        return new Head(RecordEncoding.id(follows, headCrc, bodyCrc), follows, epoch, at, kind, in);
      } catch (IllegalArgumentException e) {
        throw notValid(e);
      }
    }
  }

  private static Body body(int kind, ByteInput in) {
    Body body =
        switch (kind) {
          case CHANGES ->
              new LogRecord.Changes(in.smallNumber(), in.smallNumber(), in.raw(in.left()));
          case EMPTY -> new LogRecord.Empty();
          case ELECTED -> new LogRecord.Elected(in.text(), in.text());
          case HANDED_OVER -> new LogRecord.HandedOver(in.text());
          case LEVEL_RAISED -> new LogRecord.LevelRaised(in.smallNumber());
          default -> throw StreamValues.unknown("a body", kind);
        };
    in.atEnd();
    return body;
  }
}
