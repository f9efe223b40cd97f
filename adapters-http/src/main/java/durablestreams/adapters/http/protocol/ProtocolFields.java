package durablestreams.adapters.http.protocol;

import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.MalformedException;
import durablestreams.adapters.http.headers.RequestFields;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamSeq;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Strict reader of the protocol's own header fields: a value that is not exactly as the protocol
 * has it is a {@link MalformedException}.
 */
public final class ProtocolFields {

  private static final int MAX_DIGITS = 16;

  private ProtocolFields() {}

  /** The {@code Content-Type}, or {@code null} when none was sent. */
  public static @Nullable ContentType contentType(RequestFields fields) {
    String value = fields.single(Fields.CONTENT_TYPE);
    return value == null || value.isEmpty() ? null : contentType(value);
  }

  /** The content type that {@code value} spells. */
  public static ContentType contentType(String value) {
    try {
      return new ContentType(value);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("Content-Type: " + e.getMessage());
    }
  }

  /** The producer fields, or {@code null} when none of them was sent (protocol, section 5.2.1). */
  public static @Nullable ProducerStamp producer(RequestFields fields) {
    String id = fields.single(Fields.PRODUCER_ID);
    String epoch = fields.single(Fields.PRODUCER_EPOCH);
    String seq = fields.single(Fields.PRODUCER_SEQ);
    if (id == null && epoch == null && seq == null) {
      return null;
    }
    if (id == null || epoch == null || seq == null) {
      throw new MalformedException(
          "Producer-Id, Producer-Epoch and Producer-Seq go together: send all three or none");
    }
    if (id.isEmpty() || id.length() > ProducerStamp.MAX_ID_LENGTH) {
      throw new MalformedException(
          "Producer-Id has 1 to " + ProducerStamp.MAX_ID_LENGTH + " characters");
    }
    return new ProducerStamp(
        id, producerNumber(Fields.PRODUCER_EPOCH, epoch), producerNumber(Fields.PRODUCER_SEQ, seq));
  }

  private static long producerNumber(FieldName name, String text) {
    long number = digits(text);
    if (number < 0 || number > ProducerStamp.MAX_NUMBER) {
      throw new MalformedException(
          name + " is an integer from 0 to " + ProducerStamp.MAX_NUMBER + ", in digits");
    }
    return number;
  }

  /** The number that {@code text} spells in at most 16 digits, or -1. */
  private static long digits(String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  /** The {@code Stream-Seq}, or {@link StreamSeq#NONE}. */
  public static StreamSeq streamSeq(RequestFields fields) {
    String value = fields.single(Fields.STREAM_SEQ);
    if (value == null) {
      return StreamSeq.NONE;
    }
    if (value.isEmpty() || value.length() > StreamSeq.MAX_LENGTH) {
      throw new MalformedException("Stream-Seq has 1 to " + StreamSeq.MAX_LENGTH + " characters");
    }
    return new StreamSeq(value);
  }

  /** What {@code Stream-TTL} or {@code Stream-Expires-At} ask for, or {@code null} without. */
  public static @Nullable Expiry expiry(RequestFields fields) {
    String ttl = fields.single(Fields.STREAM_TTL);
    String expiresAt = fields.single(Fields.STREAM_EXPIRES_AT);
    if (ttl != null && expiresAt != null) {
      throw new MalformedException("send Stream-TTL or Stream-Expires-At, not both");
    }
    if (ttl != null) {
      return new Expiry.Sliding(wholeNumber(Fields.STREAM_TTL, ttl));
    }
    return expiresAt == null ? null : new Expiry.At(rfc3339(expiresAt));
  }

  /** The {@code Stream-Fork-Sub-Offset}, or 0 when none was sent. */
  public static long subOffset(RequestFields fields) {
    String value = fields.single(Fields.STREAM_FORK_SUB_OFFSET);
    return value == null ? 0 : wholeNumber(Fields.STREAM_FORK_SUB_OFFSET, value);
  }

  private static long wholeNumber(FieldName name, String text) {
    long number = digits(text);
    if (number < 0 || (text.length() > 1 && text.charAt(0) == '0')) {
      throw new MalformedException(
          name + " is a whole number in at most 16 digits, such as 3600, without leading zeros");
    }
    return number;
  }

  private static Instant rfc3339(String text) {
    Instant instant = Timestamp.parse(text);
    if (instant == null) {
      throw new MalformedException(
          "Stream-Expires-At is an RFC 3339 timestamp from the years 0000 to 9999 in UTC, "
              + "such as 2030-01-31T12:00:00Z");
    }
    return instant;
  }
}
