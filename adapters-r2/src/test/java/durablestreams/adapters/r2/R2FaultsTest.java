package durablestreams.adapters.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.contract.TestContent;
import durablestreams.application.fault.FaultyProxy;
import durablestreams.application.fault.FaultyProxy.Fault;
import durablestreams.application.port.ArchiveUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What the network and the server can do to an archive far away. */
@Tag("slow")
class R2FaultsTest {

  private static final String NAME = "stream/YQ/1/segment-0000000000000000.seg";
  private static final byte[] BYTES = bytes(50_000);

  private S3TestServer server;
  private FaultyProxy proxy;
  private R2SegmentArchive archive;

  @BeforeEach
  void start() throws IOException {
    server = S3TestServer.started();
    proxy = new FaultyProxy(server.port());
    archive = new R2SegmentArchive(settings(Duration.ofSeconds(20)));
  }

  @AfterEach
  void stop() throws IOException {
    archive.close();
    proxy.close();
    server.close();
  }

  private R2Settings settings(Duration attempt) {
    R2Settings settings =
        R2Settings.of(
            proxy.endpoint(),
            S3TestServer.BUCKET,
            S3TestServer.ACCESS_KEY,
            S3TestServer.SECRET_KEY);
    return R2TestSettings.withTimeouts(
        R2TestSettings.withMaxAttempts(settings, 3),
        Duration.ofSeconds(5),
        attempt,
        attempt.multipliedBy(4));
  }

  @Test
  void aFailureThatPassesIsNotSeen() {
    proxy.next(Fault.UNAVAILABLE, 2);
    put();
    proxy.next(Fault.UNAVAILABLE, 2);
    assertThat(archive.read(NAME, 100, 1_000)).isPresent();
    proxy.next(Fault.UNAVAILABLE, 2);
    assertThat(archive.describe(NAME)).isPresent();
    proxy.next(Fault.UNAVAILABLE, 2);
    assertThat(names()).containsExactly(NAME);
    proxy.next(Fault.UNAVAILABLE, 2);
    archive.delete(NAME);

    List<String> expected = new ArrayList<>();
    for (String method : List.of("PUT", "GET", "HEAD", "GET", "DELETE")) {
      expected.addAll(Collections.nCopies(3, method));
    }
    assertThat(proxy.requests()).isEqualTo(expected);
    assertThat(names()).isEmpty();
  }

  @Test
  void aFailureThatStaysIsToldAfterTheLastAttempt() {
    proxy.next(Fault.UNAVAILABLE, 3);
    assertFails(this::put, "could not store object " + NAME + ": it answered 503 SlowDown");
    assertThat(proxy.requests()).containsExactly("PUT", "PUT", "PUT");
    assertThat(archive.describe(NAME)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE", "ANSWER_LOST", "TRUNCATED"})
  void answersThatBreakOffAreAskedForAgain(Fault fault) {
    put();
    proxy.next(fault, 1);
    assertThat(archive.read(NAME, 0, BYTES.length).orElseThrow()).isEqualTo(BYTES);
    proxy.next(fault, 1);
    archive.delete(NAME);
    assertThat(archive.describe(NAME)).isEmpty();
  }

  @Test
  void aPutWhoseAnswerIsLostIsRepeated() {
    proxy.next(Fault.ANSWER_LOST, 1);
    put();
    assertThat(proxy.requests()).containsExactly("PUT", "PUT");
    assertThat(archive.read(NAME, 0, BYTES.length).orElseThrow()).isEqualTo(BYTES);
  }

  @Test
  void aPutThatWorkedButWasNeverAnsweredFailsAndLeavesTheWholeObject() {
    proxy.next(Fault.ANSWER_LOST, 3);
    assertFails(this::put, "could not store object");
    assertThat(archive.read(NAME, 0, BYTES.length).orElseThrow()).isEqualTo(BYTES);
  }

  @Test
  void aBodyThatIsAlwaysCutIsAFailureAndNoShortAnswer() {
    put();
    proxy.next(Fault.TRUNCATED, 10);
    assertFails(
        () -> archive.read(NAME, 0, BYTES.length),
        ": the answer broke off after 25000 of 50000 bytes");
    assertThat(proxy.requests()).containsExactly("PUT", "GET", "GET", "GET");
  }

  /** The reader's own checksums find what plain HTTP does not. */
  @Test
  void aWrongBitOfABodyIsPassedOn() {
    put();
    proxy.next(Fault.CORRUPTED, 1);
    byte[] read = archive.read(NAME, 0, BYTES.length).orElseThrow();
    assertThat(read).hasSize(BYTES.length).isNotEqualTo(BYTES);
    proxy.next(Fault.CORRUPTED, 3);
    assertFails(() -> archive.list("", each -> {}), "could not list objects");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"HELD", "HELD_HALFWAY"})
  void aSlowAnswerIsAskedForAgain(Fault fault) {
    put();
    try (R2SegmentArchive hasty = new R2SegmentArchive(settings(Duration.ofSeconds(2)))) {
      proxy.next(fault, 1);
      assertThat(hasty.read(NAME, 0, BYTES.length).orElseThrow()).isEqualTo(BYTES);
      assertThat(proxy.requests()).containsExactly("PUT", "GET", "GET");
    }
  }

  @Test
  void anAnswerThatNeverComesEndsInTime() {
    put();
    try (R2SegmentArchive hasty =
        new R2SegmentArchive(R2TestSettings.withMaxAttempts(settings(Duration.ofMillis(400)), 2))) {
      proxy.next(Fault.HELD, 2);
      assertFails(() -> hasty.read(NAME, 0, 10), "no answer within 400 ms");
      proxy.next(Fault.HELD, 2);
      assertFails(() -> hasty.delete(NAME), "no answer within 400 ms");
    }
    assertThat(proxy.requests()).hasSize(5);
  }

  /** A client waits for a read, so it has a limit of its own, whatever the others have. */
  @Test
  void aReadEndsEarlierThanOtherCalls() {
    put();
    R2Settings settings =
        R2TestSettings.withReadTimeout(settings(Duration.ofSeconds(60)), Duration.ofMillis(800));
    try (R2SegmentArchive hasty = new R2SegmentArchive(settings)) {
      proxy.next(Fault.HELD, 3);
      assertFails(() -> hasty.read(NAME, 0, 10), "no ");
    }
    assertThat(R2Settings.DEFAULT_READ_TIMEOUT).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void anOutageIsToldAndForgottenWhenItIsOver() {
    R2Settings settings = R2TestSettings.withMaxAttempts(server.settings(), 2);
    try (R2SegmentArchive direct = new R2SegmentArchive(settings)) {
      direct.put(NAME, new TestContent(BYTES), Map.of("path", "a"));
      server.stop();
      List<Runnable> calls =
          List.of(
              () -> direct.put(NAME, new TestContent(BYTES), Map.of()),
              () -> direct.read(NAME, 0, 10),
              () -> direct.describe(NAME),
              () -> direct.delete(NAME),
              () -> direct.list("", each -> {}),
              direct::probe);
      for (Runnable call : calls) {
        assertFails(call, ": no connection");
      }
      server.start();
      assertThat(direct.read(NAME, 0, BYTES.length).orElseThrow()).isEqualTo(BYTES);
      assertThat(direct.describe(NAME).orElseThrow().description()).containsEntry("path", "a");
    }
  }

  @Test
  void contentThatFailsIsNotTriedAgain() {
    TestContent content = new TestContent(BYTES).failingAt(20_000);
    assertFails(
        () -> archive.put(NAME, content, Map.of()),
        "the content of object " + NAME + " could not be read: this content was told to fail");
    assertThat(proxy.requests()).hasSizeLessThan(2);
    assertThat(content.openedStreams()).isLessThan(3);
  }

  @Test
  void wrongSettingsAreTold() throws IOException {
    R2Settings right = R2TestSettings.withMaxAttempts(server.settings(), 1);
    URI endpoint = right.endpoint();
    String key = S3TestServer.ACCESS_KEY;
    String secret = S3TestServer.SECRET_KEY;
    probe(right);
    assertProbeFails(R2Settings.of(endpoint, "other-bucket", key, secret), "no such bucket");
    assertProbeFails(
        R2Settings.of(endpoint, S3TestServer.BUCKET, key, "wrong-secret-key"),
        "refused with 403 SignatureDoesNotMatch; check the access key, the secret key");
    assertProbeFails(
        R2Settings.of(endpoint, S3TestServer.BUCKET, "wrong-access-key", secret),
        "refused with 403 InvalidAccessKeyId; check the access key, the secret key");
    assertProbeFails(
        R2Settings.of(URI.create("http://host.invalid"), S3TestServer.BUCKET, key, secret),
        "its host name is not known");
    URI nobody = URI.create("http://127.0.0.1:" + portOfNobody());
    assertProbeFails(
        R2Settings.of(nobody, S3TestServer.BUCKET, key, secret),
        "the archive bucket segments at " + nobody + " cannot be used: no connection");
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return listener.getLocalPort();
    }
  }

  @Test
  void aMissingBucketIsNotAMissingObject() {
    R2Settings settings =
        R2Settings.of(
            server.endpoint(), "no-bucket", S3TestServer.ACCESS_KEY, S3TestServer.SECRET_KEY);
    try (R2SegmentArchive lost = new R2SegmentArchive(settings)) {
      String message = "there is no such bucket";
      assertFails(() -> lost.read(NAME, 0, 1), message);
      assertFails(() -> lost.describe(NAME), message);
      assertFails(() -> lost.delete(NAME), message);
      assertFails(() -> lost.list("", each -> {}), message);
      assertFails(() -> lost.put(NAME, new TestContent(BYTES), Map.of()), message);
    }
  }

  @Test
  void prefixesKeepArchivesApart() {
    try (R2SegmentArchive one = new R2SegmentArchive(server.settings().withKeyPrefix("one/"));
        R2SegmentArchive two = new R2SegmentArchive(server.settings().withKeyPrefix("two/"))) {
      one.put(NAME, new TestContent(BYTES), Map.of());
      assertThat(two.describe(NAME)).isEmpty();
      two.delete(NAME);
      assertThat(one.describe(NAME)).isPresent();
    }
    assertThat(names()).containsExactly("one/" + NAME);
  }

  private void probe(R2Settings settings) {
    try (R2SegmentArchive probed = new R2SegmentArchive(settings)) {
      probed.probe();
    }
  }

  private void assertProbeFails(R2Settings settings, String message) {
    assertFails(() -> probe(R2TestSettings.withMaxAttempts(settings, 1)), message);
  }

  private void put() {
    archive.put(NAME, new TestContent(BYTES), Map.of("path", "a"));
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    archive.list("", each -> names.add(each.name()));
    return names;
  }

  private static void assertFails(Runnable call, String message) {
    assertThatExceptionOfType(ArchiveUnavailableException.class)
        .isThrownBy(call::run)
        .withMessageContaining(message)
        .satisfies(e -> {
          SegmentArchiveContract.assertOneLine(e.getMessage());
          assertThat(e.getMessage())
              .doesNotContain("access-key", "secret-key", "Exception", "software.amazon");
        });
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
