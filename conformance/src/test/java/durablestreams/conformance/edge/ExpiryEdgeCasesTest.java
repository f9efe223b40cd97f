package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Time-to-live and absolute expiry (protocol 5.1): syntax, equality, what slides a deadline, what
 * comes after it.
 */
@OnEveryStore
class ExpiryEdgeCasesTest {
  private final StreamServer server;
  private final TestStream stream;

  ExpiryEdgeCasesTest(StreamServer server) {
    this.server = server;
    this.stream = server.unusedStream();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "03600",
        "00",
        "+1",
        "1.0",
        "1e3",
        "-1",
        "",
        "abc",
        "3600s",
        "0x10",
        "1 000",
        "1,2",
        "99999999999999999999999999"
      })
  void whatIsNoPlainIntegerIsNoTtl(String ttl) {
    stream.put(TEXT).header("Stream-TTL", ttl).send().expect(400);
    stream.head().expect(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tomorrow",
        "",
        "2030-01-01",
        "2030-01-01T00:00:00",
        "2030-13-01T00:00:00Z",
        "2030-02-30T00:00:00Z",
        "1893456000",
        "Tue, 01 Jan 2030 00:00:00 GMT",
        "2030-01-01 00:00:00 Z x"
      })
  void whatIsNoRfc3339TimestampIsNoExpiry(String expiry) {
    stream.put(TEXT).header("Stream-Expires-At", expiry).send().expect(400);
    stream.head().expect(404);
  }

  @Test
  void bothAtOnceAreRefused() {
    stream
        .put(TEXT)
        .header("Stream-TTL", "60")
        .header("Stream-Expires-At", "2090-01-01T00:00:00Z")
        .send()
        .expect(400);
    stream.head().expect(404);
  }

  @Test
  void zeroAndThePastAreNoFault() {
    TestStream zero = server.unusedStream();
    assertThat(zero.put(TEXT).header("Stream-TTL", "0").send().status()).isIn(201, 400);
    TestStream past = server.unusedStream();
    assertThat(past.put(TEXT).header("Stream-Expires-At", "2001-01-01T00:00:00Z").send().status())
        .isIn(201, 400);
    for (TestStream gone : new TestStream[] {zero, past}) {
      gone.from("-1").send().expect(404);
      gone.head().expect(404);
      gone.post(TEXT, "x").send().expect(404);
      gone.put(JSON).send().expect(201);
      gone.append(JSON, "1");
    }
  }

  @Test
  void aVeryLongLifeIsNoFault() {
    stream.put(TEXT).header("Stream-TTL", "9007199254740991").send().expect(201);
    assertThat(stream.head().expect(200).required("Stream-TTL")).isEqualTo("9007199254740991");
    stream.append(TEXT, "x");
    TestStream other = server.unusedStream();
    other.put(TEXT).header("Stream-Expires-At", "9999-12-31T23:59:59Z").send().expect(201);
    other.append(TEXT, "x");
  }

  @Test
  void theSameInstantInAnotherZoneIsTheSameConfiguration() {
    Instant instant = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    stream.put(TEXT).header("Stream-Expires-At", instant.toString()).send().expect(201);
    for (String same :
        new String[] {
          instant.toString(),
          instant.atOffset(ZoneOffset.ofHours(2)).toString(),
          instant.atOffset(ZoneOffset.ofHoursMinutes(-3, -30)).toString(),
          instant.toString().replace("Z", ".000Z"),
          instant.toString().replace("Z", "+00:00"),
        }) {
      assertThat(stream.put(TEXT).header("Stream-Expires-At", rfc3339(same)).send().status())
          .as(same)
          .isEqualTo(200);
    }
    stream
        .put(TEXT)
        .header("Stream-Expires-At", instant.plusSeconds(1).toString())
        .send()
        .expect(409);
    stream.put(TEXT).header("Stream-TTL", "86400").send().expect(409);
    stream.put(TEXT).send().expect(409);
    assertThat(Instant.parse(stream.head().required("Stream-Expires-At"))).isEqualTo(instant);
  }

  /** {@code OffsetDateTime} leaves out seconds that are zero, which RFC 3339 does not allow. */
  private static String rfc3339(String timestamp) {
    return timestamp.replaceFirst("T(\\d\\d:\\d\\d)(?=[Z+-])", "T$1:00");
  }

  @Test
  void theTtlIsPartOfTheConfiguration() {
    stream.put(TEXT).header("Stream-TTL", "100").send().expect(201);
    stream.put(TEXT).header("Stream-TTL", "100").send().expect(200);
    stream.put(TEXT).header("Stream-TTL", "101").send().expect(409);
    stream.put(TEXT).send().expect(409);
  }

  /**
   * Every access but HEAD slides the deadline; all are tried at once, each on a stream of its own.
   */
  @Test
  void everyReadAndWriteSlidesTheDeadlineAndHeadDoesNot() {
    Map<String, Consumer<TestStream>> accesses = new LinkedHashMap<>();
    accesses.put("read", s -> s.from("-1").send().expect(200));
    accesses.put("read at the tail", s -> s.from(s.tail()).send().expect(200));
    accesses.put("offset=now", s -> s.from("now").send().expect(200));
    accesses.put("append", s -> s.append(TEXT, "x"));
    accesses.put(
        "append of a producer", s -> s.post(TEXT, "x").producer("p", 0, 0).send().expect(200));
    accesses.put("close", s -> s.close().send().expect(204));
    accesses.put("close by a producer", s -> s.close().producer("p", 0, 0).send().expect(204));
    accesses.put("long-poll", s -> s.longPoll("-1").send().expect(200));
    accesses.put(
        "sse",
        s -> {
          try (var reader = s.sse("now")) {
            reader.take();
          }
        });

    for (int tries = 1; ; tries++) {
      Map<String, TestStream> streams = new LinkedHashMap<>();
      Instant created = Instant.now();
      accesses.keySet().forEach(access -> streams.put(access, mortal(6)));
      TestStream looked = mortal(6);
      Elapsed.until(created.plusMillis(3_500));
      accesses.forEach((access, perform) -> perform.accept(streams.get(access)));
      looked.head().expect(200);
      boolean inTime = Instant.now().isBefore(created.plusMillis(5_900));
      Instant allCreated = Instant.now();
      Elapsed.until(created.plusMillis(7_500));
      Map<String, Integer> statuses = new LinkedHashMap<>();
      streams.forEach((access, s) -> statuses.put(access, s.head().status()));
      inTime &= Instant.now().isBefore(created.plusMillis(9_400)) && allCreated.isAfter(created);
      if (inTime || tries == 5) {
        assertThat(statuses)
            .as("alive 4 s after the access, 7.5 s after creation")
            .allSatisfy((access, status) -> assertThat(status).isEqualTo(200));
        Elapsed.until(
            () -> looked.head().status() == 404,
            Duration.ofMinutes(1),
            "HEAD alone lets a stream expire");
        return;
      }
    }
  }

  /** A reader that waits for longer than a stream lives without one keeps it. */
  @Test
  void aStreamLivesAsLongAsItIsFollowed() {
    TestStream followed = mortal(2);
    try (var reader = followed.sse("now")) {
      reader.take();
      Elapsed.until(Instant.now().plusSeconds(6));
      followed.head().expect(200);
      followed.append(TEXT, "still here");
      assertThat(reader.take().data()).isEqualTo("still here");
    }
  }

  private TestStream mortal(int seconds) {
    TestStream mortal = server.unusedStream();
    mortal
        .put(TEXT)
        .header("Stream-TTL", Integer.toString(seconds))
        .body("data")
        .send()
        .expect(201);
    return mortal;
  }

  @Test
  void expiryIsADeleteAndTheNameIsFreeAgain() {
    stream.put(TEXT).header("Stream-TTL", "3").body("old").send().expect(201);
    stream.post(TEXT, "older").producer("p", 3, 0).header("Stream-Seq", "z").send().expect(200);
    awaitExpiry(stream);
    stream.from("-1").send().expect(404);
    stream.delete().expect(404);

    stream.put(JSON).send().expect(201);
    assertThat(stream.head().nextOffset()).isEqualTo(START);
    stream.post(JSON, "1").producer("p", 0, 0).header("Stream-Seq", "a").send().expect(200);
    assertThat(stream.from("-1").send().text()).isEqualTo("[1]");
  }

  @Test
  void theTimerOfADeletedStreamSparesItsSuccessor() {
    TestStream deleted = server.unusedStream();
    deleted.put(TEXT).header("Stream-TTL", "3").send().expect(201);
    deleted.delete().expect(204);
    deleted.put(TEXT).body("stays").send().expect(201);
    TestStream timer = mortal(4);
    awaitExpiry(timer);
    HttpReply read = deleted.from("-1").send().expect(200);
    assertThat(read.text()).isEqualTo("stays");
    assertThat(read.has("Stream-TTL")).isFalse();
  }

  @Test
  void absoluteExpiryDoesNotSlide() {
    Instant end = Instant.now().plusSeconds(3);
    stream.put(TEXT).header("Stream-Expires-At", end.toString()).body("x").send().expect(201);
    Elapsed.until(
        () -> stream.from("-1").send().status() == 404,
        Duration.ofMinutes(1),
        "the stream is gone at " + end);
    assertThat(Instant.now()).isAfter(end.minusMillis(1));
  }

  @Test
  void headTellsTheWindowNotTheRemainder() {
    stream.put(TEXT).header("Stream-TTL", "50").send().expect(201);
    assertThat(stream.head().required("Stream-TTL")).isEqualTo("50");
    awaitExpiry(mortal(2));
    HttpReply head = stream.head().expect(200);
    assertThat(head.required("Stream-TTL")).isEqualTo("50");
    assertThat(head.has("Stream-Expires-At")).isFalse();
  }

  private static void awaitExpiry(TestStream mortal) {
    Elapsed.until(
        () -> mortal.head().status() == 404, Duration.ofMinutes(1), mortal.path() + " expires");
  }
}
