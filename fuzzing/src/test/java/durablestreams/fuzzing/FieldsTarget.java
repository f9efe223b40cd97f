package durablestreams.fuzzing;

import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.MalformedException;
import durablestreams.adapters.http.headers.RequestFields;
import durablestreams.adapters.http.observe.TraceParent;
import durablestreams.adapters.http.protocol.ProtocolFields;
import durablestreams.adapters.http.protocol.ReadQuery;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Header fields and the query of a read. Each line of the input is a digit, which chooses a field,
 * and its value.
 */
public final class FieldsTarget {

  private static final List<FieldName> NAMES =
      List.of(
          Fields.CONTENT_TYPE,
          Fields.PRODUCER_ID,
          Fields.PRODUCER_EPOCH,
          Fields.PRODUCER_SEQ,
          Fields.STREAM_SEQ,
          Fields.STREAM_TTL,
          Fields.STREAM_EXPIRES_AT,
          Fields.STREAM_FORK_SUB_OFFSET,
          Fields.TRACEPARENT);

  private FieldsTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    WritableHeaders<?> headers = WritableHeaders.create();
    for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n")) {
      if (!line.isEmpty()) {
        String value = line.substring(1);
        int choice = line.charAt(0) - '0';
        if (choice >= 0 && choice < NAMES.size()) {
          headers.add(HeaderValues.create(NAMES.get(choice).lookup(), value));
        } else {
          attempt(() -> ReadQuery.parse(value));
        }
      }
    }
    RequestFields fields = new RequestFields(headers);
    attempt(() -> checkType(ProtocolFields.contentType(fields)));
    attempt(() -> checkProducer(ProtocolFields.producer(fields)));
    attempt(() -> ProtocolFields.streamSeq(fields));
    attempt(() -> checkExpiry(ProtocolFields.expiry(fields)));
    attempt(() -> Broken.unless(ProtocolFields.subOffset(fields) >= 0, "a negative sub-offset"));
    String trace = TraceParent.traceId(fields.joined(Fields.TRACEPARENT));
    Broken.unless(trace.isEmpty() || trace.matches("[0-9a-f]{32}"), "the trace id %s", trace);
  }

  private static void attempt(Runnable read) {
    try {
      read.run();
    } catch (MalformedException e) {
      Broken.unless(e.getMessage().indexOf('\n') < 0, "more than one line: %s", e.getMessage());
    }
  }

  private static void checkType(ContentType type) {
    if (type != null) {
      Broken.unless(type.matches(new ContentType(type.essence())), "%s is not its essence", type);
      Broken.unless(!type.isJson() || type.isText(), "%s is JSON and not text", type);
    }
  }

  private static void checkProducer(ProducerStamp stamp) {
    if (stamp != null) {
      Broken.unless(stamp.epoch() >= 0 && stamp.seq() >= 0, "negative numbers in %s", stamp);
      Broken.unless(!stamp.id().isEmpty(), "no id in %s", stamp);
    }
  }

  private static void checkExpiry(Expiry expiry) {
    if (expiry instanceof Expiry.At(var instant)) {
      Broken.unless(Math.abs(instant.toEpochMilli()) < 1L << 60, "out of range: %s", instant);
    }
  }
}
