package durablestreams.adapters.http.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.MalformedException;
import durablestreams.adapters.http.headers.RequestFields;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamSeq;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolFieldsTest {

  private static RequestFields fields(String... namesAndValues) {
    WritableHeaders<?> headers = WritableHeaders.create();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(
          HeaderValues.create(HeaderNames.create(namesAndValues[i]), namesAndValues[i + 1]));
    }
    return new RequestFields(headers);
  }

  private static void refused(Runnable parse) {
    assertThatThrownBy(parse::run).isInstanceOf(MalformedException.class).hasMessageMatching(".+");
  }

  @Test
  void nothingSentIsNothingAskedFor() {
    RequestFields none = fields();
    assertThat(ProtocolFields.contentType(none)).isNull();
    assertThat(ProtocolFields.producer(none)).isNull();
    assertThat(ProtocolFields.expiry(none)).isNull();
    assertThat(ProtocolFields.streamSeq(none)).isEqualTo(StreamSeq.NONE);
    assertThat(ProtocolFields.subOffset(none)).isZero();
    assertThat(none.isTrue(Fields.STREAM_CLOSED)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE", "True"})
  void closedIsTrueInAnyCase(String value) {
    assertThat(fields("stream-closed", value).isTrue(Fields.STREAM_CLOSED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "yes", "1", "", "true, true", "truely"})
  void closedIsNothingElse(String value) {
    assertThat(fields("Stream-Closed", value).isTrue(Fields.STREAM_CLOSED)).isFalse();
  }

  @Test
  void aContentTypeKeepsItsParameters() {
    assertThat(ProtocolFields.contentType(fields("Content-Type", "Text/Plain; charset=utf-8")))
        .isEqualTo(new ContentType("Text/Plain; charset=utf-8"));
    refused(() -> ProtocolFields.contentType(fields("Content-Type", "nonsense")));
    refused(() -> ProtocolFields.contentType(fields("Content-Type", "a/b", "Content-Type", "a/b")));
  }

  @Test
  void producerFieldsGoTogether() {
    assertThat(
            ProtocolFields.producer(
                fields(
                    "Producer-Id", "p", "Producer-Epoch", "0", "Producer-Seq", "9007199254740991")))
        .isEqualTo(new ProducerStamp("p", 0, 9_007_199_254_740_991L));
    refused(() -> ProtocolFields.producer(fields("Producer-Id", "p")));
    refused(() -> ProtocolFields.producer(fields("Producer-Epoch", "1", "Producer-Seq", "1")));
    refused(() ->
        ProtocolFields.producer(
            fields("Producer-Id", "", "Producer-Epoch", "1", "Producer-Seq", "1")));
    refused(() ->
        ProtocolFields.producer(
            fields("Producer-Id", "\ufffd", "Producer-Epoch", "1", "Producer-Seq", "1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1abc",
        "1e3",
        "-1",
        "+1",
        "1.0",
        "",
        " ",
        "9007199254740992",
        "99999999999999999"
      })
  void producerNumbersAreDigits(String number) {
    refused(() ->
        ProtocolFields.producer(
            fields("Producer-Id", "p", "Producer-Epoch", number, "Producer-Seq", "0")));
    refused(() ->
        ProtocolFields.producer(
            fields("Producer-Id", "p", "Producer-Epoch", "0", "Producer-Seq", number)));
  }

  @Test
  void streamSeqIsKeptAsItIs() {
    assertThat(ProtocolFields.streamSeq(fields("Stream-Seq", "a b")).value()).isEqualTo("a b");
    refused(() -> ProtocolFields.streamSeq(fields("Stream-Seq", "")));
    refused(() -> ProtocolFields.streamSeq(fields("Stream-Seq", "x".repeat(257))));
    refused(() -> ProtocolFields.streamSeq(fields("Stream-Seq", "\ufffd")));
    refused(() -> ProtocolFields.streamSeq(fields("Stream-Seq", "1", "Stream-Seq", "2")));
  }

  @Test
  void aTtlIsAPlainNumberOfSeconds() {
    assertThat(ProtocolFields.expiry(fields("Stream-TTL", "3600")))
        .isEqualTo(new Expiry.Sliding(3_600));
    assertThat(ProtocolFields.expiry(fields("Stream-TTL", "0"))).isEqualTo(new Expiry.Sliding(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"03600", "+1", "-1", "1.0", "1e3", "", "00", "12345678901234567", "1 0"})
  void aTtlIsNothingElse(String ttl) {
    refused(() -> ProtocolFields.expiry(fields("Stream-TTL", ttl)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2030-01-31T12:00:00Z",
        "2030-01-31t12:00:00z",
        "2030-01-31T12:00:00.000Z",
        "2030-01-31T12:00:00.0000000000Z",
        "2030-01-31T12:00:00.0000000009999999Z",
        "2030-02-01T11:59:00+23:59",
        "2030-01-31T12:00:00-00:00",
        "2030-01-31T13:30:00+01:30",
        "2030-01-31T11:59:00-00:01"
      })
  void oneInstantHasManySpellings(String text) {
    assertThat(ProtocolFields.expiry(fields("Stream-Expires-At", text)))
        .isEqualTo(new Expiry.At(Instant.parse("2030-01-31T12:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "2030-01-31",
        "2030-01-31T12:00:00.Z",
        "2030-01-31T12:00:60Z",
        "2016-12-31T23:59:60+01:00",
        "2030-01-31T12:00:00+24:00",
        "2030-01-31T12:00:00+0100",
        "2030-01-31T12:00:00+01:00:00",
        "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00+00:01",
        "2030-01-31T12:00Z",
        "2030-01-31T12:00:00",
        "2030-01-31 12:00:00Z",
        "2030-13-31T12:00:00Z",
        "2030-02-30T12:00:00Z",
        "2030-01-31T25:00:00Z",
        "+12030-01-31T12:00:00Z",
        "2030-01-31T12:00:00+01",
        "2030-W05-4T12:00:00Z",
        "1893499200"
      })
  void otherTimesAreRefused(String text) {
    refused(() -> ProtocolFields.expiry(fields("Stream-Expires-At", text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2016-12-31T23:59:60Z", "2017-01-01T05:29:60.0+05:30"})
  void aLeapSecondIsTheSecondAfterIt(String text) {
    assertThat(ProtocolFields.expiry(fields("Stream-Expires-At", text)))
        .isEqualTo(new Expiry.At(Instant.parse("2017-01-01T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
  void yearsHaveFourDigits(String text) {
    assertThat(ProtocolFields.expiry(fields("Stream-Expires-At", text)))
        .isEqualTo(new Expiry.At(Instant.parse(text)));
  }

  @Test
  void ttlAndExpiryExcludeEachOther() {
    refused(() ->
        ProtocolFields.expiry(
            fields("Stream-TTL", "1", "Stream-Expires-At", "2030-01-31T12:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"05", "+1", "-1", "1.5", "x", ""})
  void aSubOffsetIsAPlainNumber(String text) {
    refused(() -> ProtocolFields.subOffset(fields("Stream-Fork-Sub-Offset", text)));
  }
}
