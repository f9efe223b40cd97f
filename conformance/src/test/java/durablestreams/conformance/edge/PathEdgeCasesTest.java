package durablestreams.conformance.edge;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.OnEveryStore;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs name which stream, and which name none. */
@OnEveryStore
class PathEdgeCasesTest {
  private final StreamServer server;
  private final String unique = UUID.randomUUID().toString();

  PathEdgeCasesTest(StreamServer server) {
    this.server = server;
  }

  @Test
  void percentEncodingOfTheSameBytesIsTheSameStream() {
    server.stream(unique + "/a%7eb").created(TEXT).append(TEXT, "x");
    for (String same : List.of("/a~b", "/%61~b", "/a%7Eb", "/%61%7e%62")) {
      assertThat(server.stream(unique + same).from("-1").send().expect(200).text())
          .as(same)
          .isEqualTo("x");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/A", "/a/", "/a//", "//a", "/a;x", "/a;x=1", "/a%3Bx", "/a%20", "/a+b", "/a.", "/a%25",
        "/a%2561"
      })
  void nearlyTheSameIsAnotherStream(String other) {
    TestStream a = server.stream(unique + "/a").created(TEXT);
    a.append(TEXT, "a");
    TestStream similar = server.stream(unique + other);
    similar.from("-1").send().expect(404);
    similar.created(TEXT).append(TEXT, "other");
    assertThat(a.from("-1").send().text()).isEqualTo("a");
    assertThat(similar.from("-1").send().text()).isEqualTo("other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/../x", "/./x", "/%2e%2e/x", "/x/..", "/..%2fx", "/\\..\\x", "/%5c..%5cx"})
  void dotsNeverLeadElsewhere(String dots) {
    TestStream plain = server.stream(unique + "/x").created(TEXT);
    plain.append(TEXT, "plain");
    TestStream dotted = server.stream(unique + dots);
    HttpReply created = dotted.put(TEXT).body("dotted").send();
    assertThat(created.status()).isIn(201, 400, 404);
    assertThat(plain.from("-1").send().expect(200).text()).isEqualTo("plain");
    assertThat(server.stream("x").from("-1").send().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "%", "a%", "a%2", "%%", "%g0", "%u0041"})
  void brokenPercentEncodingIsRefused(String id) {
    TestStream broken = server.stream(id);
    broken.put(TEXT).send().expect(400);
    broken.from("-1").send().expect(400);
    broken.head().expect(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "%FF", "%C3", "%C0%AF", "a%0Ab", "a%0D%0Ab", "\u00e9"})
  void strangeBytesAreStreamsOrRefusedButNeverFaults(String id) {
    TestStream strange = server.stream(unique + id);
    HttpReply created = strange.put(TEXT).body("strange").send();
    assertThat(created.status()).isIn(201, 400);
    if (created.status() == 201) {
      assertThat(strange.from("-1").send().expect(200).text()).isEqualTo("strange");
      strange.delete().expect(204);
    }
  }

  @Test
  void anyUnicodeMakesAName() {
    TestStream unicode = server.stream(unique + "/za%C5%BC%C3%B3%C5%82%C4%87/%F0%9F%98%80");
    HttpReply created = unicode.put(TEXT).body("x").send().expect(201);
    assertThat(created.required("Location")).isEqualTo(server.base() + unicode.path());
    assertThat(unicode.from("-1").send().expect(200).text()).isEqualTo("x");
  }

  @Test
  void aNameHasUpTo1024Bytes() {
    String longest = unique + "x".repeat(1_024 - unique.length());
    server.stream(longest).created(TEXT).append(TEXT, "x");
    HttpReply refused = server.stream(longest + "y").put(TEXT).send();
    assertThat(refused.status()).isIn(400, 414);
    server.stream(unique + "%61".repeat(1_024 - unique.length())).created(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/stream/", "/v1/stream"})
  void noNameIsNoStream(String target) {
    assertThat(server.request("PUT", target).type(TEXT).send().status()).isIn(400, 404, 405);
    assertThat(server.request("GET", target + "?offset=-1").send().status()).isIn(400, 404, 405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//",
        "/v1",
        "/v2/stream/x",
        "/v1/streams/x",
        "/observe/health",
        "/observe/metrics",
        "/favicon.ico"
      })
  void everythingElseIsNotFound(String target) {
    server.request("GET", target).send().expect(404);
  }

  @Test
  void theReservedPrefixIsNoStream() {
    assertThat(server.stream("__ds/anything").put(TEXT).send().status())
        .isIn(400, 403, 404, 405, 501);
    assertThat(server.stream("__ds/anything").from("-1").send().status()).isIn(404, 501);
  }

  @Test
  void anAbsoluteTargetIsTheSameStream() throws Exception {
    TestStream stream = server.stream(unique).created(TEXT);
    stream.append(TEXT, "x");
    HttpReply reply = server.request("GET", server.base() + stream.path() + "?offset=-1").send();
    assertThat(reply.expect(200).text()).isEqualTo("x");
  }
}
