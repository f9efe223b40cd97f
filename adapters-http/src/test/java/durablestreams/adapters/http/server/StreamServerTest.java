package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operations answer: status, fields and body. */
class StreamServerTest {

  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";
  private static final String START = "0000000000000000_0000000000000000";
  private static final String FIVE = "0000000000000000_0000000000000005";

  private static TestServer server;
  private static Requests http;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    http = new Requests(server);
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
  }

  @Test
  void creationTellsWhereTheStreamIs() {
    HttpResponse<String> created = http.create("made/it%20now", "Text/Plain; charset=utf-8");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(field(created, "Location"))
        .isEqualTo("http://127.0.0.1:" + server.port() + "/v1/stream/made/it%20now");
    assertThat(field(created, "Content-Type")).isEqualTo("Text/Plain; charset=utf-8");
    assertThat(field(created, "Stream-Next-Offset")).isEqualTo(START);
    assertThat(field(created, "Cache-Control")).isEqualTo("no-store");
    assertThat(http.create("made/it%20now", "text/plain").statusCode()).isEqualTo(200);
    assertThat(http.create("made%2Fit%20now", "text/plain").statusCode()).isEqualTo(200);
    assertThat(http.create("made/it%20now", JSON).statusCode()).isEqualTo(409);
  }

  @Test
  void creationTakesAFirstContent() {
    HttpResponse<String> created =
        http.send("PUT", "complete", "hello", "Content-Type", TEXT, "Stream-Closed", "TRUE");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(field(created, "Stream-Closed")).isEqualTo("true");
    assertThat(field(created, "Stream-Next-Offset")).isEqualTo(FIVE);
    assertThat(http.get("complete").body()).isEqualTo("hello");
  }

  @Test
  void appendAnswers204AndTheNewTail() {
    http.create("append", TEXT);
    HttpResponse<String> appended = http.append("append", TEXT, "hello");
    assertThat(appended.statusCode()).isEqualTo(204);
    assertThat(field(appended, "Stream-Next-Offset")).isEqualTo(FIVE);
    assertThat(field(appended, "Content-Length")).isEmpty();
    assertThat(field(appended, "Stream-Closed")).isEmpty();
  }

  @Test
  void appendNeedsAContentTypeAndABody() {
    http.create("needs", TEXT);
    assertThat(http.send("POST", "needs", "hello").statusCode()).isEqualTo(400);
    assertThat(http.send("POST", "needs", "", "Content-Type", TEXT).statusCode()).isEqualTo(400);
    assertThat(http.append("needs", JSON, "1").statusCode()).isEqualTo(409);
    assertThat(http.append("needs", "nonsense", "1").statusCode()).isEqualTo(400);
    assertThat(http.append("nothing-here", TEXT, "1").statusCode()).isEqualTo(404);
  }

  @Test
  void producersAreToldWhatTheyNeed() {
    http.create("producer", TEXT);
    HttpResponse<String> first = produce("producer", 1, 0);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(field(first, "Producer-Epoch")).isEqualTo("1");
    assertThat(field(first, "Producer-Seq")).isEqualTo("0");
    assertThat(field(first, "Content-Length")).isEqualTo("0");
    assertThat(produce("producer", 1, 1).statusCode()).isEqualTo(200);
    HttpResponse<String> duplicate = produce("producer", 1, 0);
    assertThat(duplicate.statusCode()).isEqualTo(204);
    assertThat(field(duplicate, "Producer-Seq")).isEqualTo("1");
    assertThat(field(duplicate, "Stream-Next-Offset")).endsWith("_0000000000000002");
    HttpResponse<String> gap = produce("producer", 1, 5);
    assertThat(gap.statusCode()).isEqualTo(409);
    assertThat(field(gap, "Producer-Expected-Seq")).isEqualTo("2");
    assertThat(field(gap, "Producer-Received-Seq")).isEqualTo("5");
    HttpResponse<String> stale = produce("producer", 0, 0);
    assertThat(stale.statusCode()).isEqualTo(403);
    assertThat(field(stale, "Producer-Epoch")).isEqualTo("1");
    assertThat(produce("producer", 2, 1).statusCode()).isEqualTo(400);
  }

  private static HttpResponse<String> produce(String stream, int epoch, int seq) {
    return http.append(
        stream,
        TEXT,
        "x",
        "Producer-Id",
        "p",
        "Producer-Epoch",
        Integer.toString(epoch),
        "Producer-Seq",
        Integer.toString(seq));
  }

  @Test
  void closingIsIdempotentAndFinal() {
    http.create("closing", TEXT);
    HttpResponse<String> closed =
        http.send("POST", "closing", "", "Stream-Closed", "true", "Content-Type", "bad");
    assertThat(closed.statusCode()).isEqualTo(204);
    assertThat(field(closed, "Stream-Closed")).isEqualTo("true");
    assertThat(http.send("POST", "closing", "", "Stream-Closed", "true").statusCode())
        .isEqualTo(204);
    HttpResponse<String> late = http.append("closing", JSON, "[");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(field(late, "Stream-Closed")).isEqualTo("true");
    assertThat(field(late, "Stream-Next-Offset")).isEqualTo(START);
    assertThat(http.create("closing", TEXT).statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "false", "truth"})
  void closingTakesOnlyTrue(String value) {
    http.create("unclosed-" + value, TEXT);
    HttpResponse<String> answer =
        http.append("unclosed-" + value, TEXT, "x", "Stream-Closed", value);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(field(answer, "Stream-Closed")).isEmpty();
  }

  @Test
  void streamSeqMustGrow() {
    http.create("seq", TEXT);
    assertThat(http.append("seq", TEXT, "x", "Stream-Seq", "2").statusCode()).isEqualTo(204);
    HttpResponse<String> back = http.append("seq", TEXT, "x", "Stream-Seq", "10");
    assertThat(back.statusCode()).isEqualTo(409);
    assertThat(back.body()).containsIgnoringCase("sequence");
  }

  @Test
  void jsonMessagesAreAnArray() {
    http.create("json", JSON);
    http.append("json", JSON, "[{\"a\":1.0},[2]]");
    http.append("json", JSON, " {\"b\":9007199254740993} ");
    HttpResponse<String> page = http.get("json?offset=-1");
    assertThat(page.body()).isEqualTo("[{\"a\":1.0},[2],{\"b\":9007199254740993}]");
    assertThat(field(page, "Content-Type")).isEqualTo(JSON);
    assertThat(field(page, "Stream-Up-To-Date")).isEqualTo("true");
    assertThat(http.get("json?offset=now").body()).isEqualTo("[]");
    assertThat(http.append("json", JSON, "{").statusCode()).isEqualTo(400);
    assertThat(http.append("json", JSON, "[]").statusCode()).isEqualTo(400);
  }

  @Test
  void readsGoOnWhereTheLastOneEnded() {
    http.create("read", TEXT);
    http.append("read", TEXT, "hello");
    http.append("read", TEXT, " world");
    HttpResponse<String> rest = http.get("read?offset=" + FIVE + "&unknown=1");
    assertThat(rest.body()).isEqualTo(" world");
    String tail = field(rest, "Stream-Next-Offset");
    HttpResponse<String> end = http.get("read?offset=" + tail);
    assertThat(end.statusCode()).isEqualTo(200);
    assertThat(end.body()).isEmpty();
    assertThat(field(end, "Stream-Next-Offset")).isEqualTo(tail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offset=",
        "offset=-1&offset=-1",
        "offset=0",
        "offset=a,b",
        "offset=a%20b",
        "offset=a%2Fb",
        "offset=%0A",
        "offset=%00",
        "offset=0000000000000000_0000000000009999",
        "live=sse",
        "live=long-poll",
        "live=other&offset=-1",
        "live=&offset=-1"
      })
  void badQueriesAreRefused(String query) {
    http.create("query", TEXT);
    assertThat(http.get("query?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void offsetNowIsNeverStored() {
    http.create("now", TEXT);
    http.append("now", TEXT, "hello");
    HttpResponse<String> now = http.get("now?offset=now");
    assertThat(now.statusCode()).isEqualTo(200);
    assertThat(now.body()).isEmpty();
    assertThat(field(now, "Cache-Control")).isEqualTo("no-store");
    assertThat(field(now, "ETag")).isEmpty();
    assertThat(field(now, "Stream-Next-Offset")).isEqualTo(FIVE);
    assertThat(field(now, "Stream-Up-To-Date")).isEqualTo("true");
  }

  @Test
  void headDescribes() {
    http.send("PUT", "head", "", "Content-Type", "text/csv; charset=x", "Stream-TTL", "3600");
    http.append("head", "text/csv", "hello");
    HttpResponse<String> head = http.send("HEAD", "head", "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(field(head, "Stream-TTL")).isEqualTo("3600");
    assertThat(field(head, "Content-Type")).isEqualTo("text/csv; charset=x");
    assertThat(field(head, "Stream-Next-Offset")).isEqualTo(FIVE);
    assertThat(field(head, "Cache-Control")).isEqualTo("no-store");
    assertThat(field(head, "Content-Length")).isEmpty();
    http.send("PUT", "until", "", "Stream-Expires-At", "2099-01-01T01:00:00+01:00");
    assertThat(field(http.send("HEAD", "until", ""), "Stream-Expires-At"))
        .isEqualTo("2099-01-01T00:00:00Z");
    assertThat(
            http.send("PUT", "until", "", "Stream-Expires-At", "2099-01-01T00:00:00.0Z")
                .statusCode())
        .isEqualTo(200);
    assertThat(http.send("HEAD", "missing", "").statusCode()).isEqualTo(404);
  }

  @Test
  void deletionIsFinal() {
    http.create("deleted", TEXT);
    String before = field(http.get("deleted"), "ETag");
    assertThat(http.send("DELETE", "deleted", "").statusCode()).isEqualTo(204);
    assertThat(http.send("DELETE", "deleted", "").statusCode()).isEqualTo(404);
    assertThat(http.get("deleted").statusCode()).isEqualTo(404);
    http.create("deleted", TEXT);
    assertThat(field(http.get("deleted"), "ETag")).isNotEqualTo(before);
    assertThat(http.get("deleted", "If-None-Match", before).statusCode()).isEqualTo(200);
  }

  @Test
  void aPutCanBeForCreationOnly() {
    String[] only = {"Content-Type", TEXT, "If-None-Match", "*"};
    assertThat(http.send("PUT", "only", "", only).statusCode()).isEqualTo(201);
    HttpResponse<String> again = http.send("PUT", "only", "", only);
    assertThat(again.statusCode()).isEqualTo(412);
    assertThat(again.body()).contains("the stream exists");
    String[] known = {"Content-Type", TEXT, "If-Match", "*"};
    assertThat(http.send("PUT", "only", "", known).statusCode()).isEqualTo(200);
    assertThat(http.send("PUT", "known", "", known).statusCode()).isEqualTo(412);
    assertThat(http.get("known").statusCode()).isEqualTo(404);
    assertThat(fork("known", "/v1/stream/only", "If-Match", "*").statusCode()).isEqualTo(412);
    assertThat(fork("known", "/v1/stream/only", "If-None-Match", "*").statusCode()).isEqualTo(201);
    assertThat(fork("known", "/v1/stream/only", "If-None-Match", "*").statusCode()).isEqualTo(412);
  }

  @Test
  void ofManyCreationsOfOneNameOneSucceeds() throws Exception {
    List<Callable<Integer>> racers =
        Collections.nCopies(
            8,
            () ->
                http.send("PUT", "raced", "", "Content-Type", TEXT, "If-None-Match", "*")
                    .statusCode());
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> racer : threads.invokeAll(racers)) {
        statuses.add(racer.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 412);
  }

  @Test
  void writesHaveNoEntityTagsToMatch() {
    http.create("tagged", TEXT);
    String tag = field(http.get("tagged"), "ETag");
    for (String match : List.of(tag, "\"nonsense\"", "nonsense", "*, " + tag, "W/" + tag)) {
      for (String method : List.of("PUT", "POST", "DELETE")) {
        String body = method.equals("POST") ? "lost" : "";
        HttpResponse<String> answer =
            http.send(method, "tagged", body, "Content-Type", TEXT, "If-Match", match);
        assertThat(answer.statusCode()).as("%s %s", method, match).isEqualTo(412);
        assertThat(answer.body()).contains("If-Match on a write takes *");
      }
    }
    assertThat(http.append("tagged", TEXT, "lost", "If-None-Match", "*").statusCode())
        .isEqualTo(412);
    assertThat(http.send("DELETE", "tagged", "", "If-None-Match", "*").statusCode()).isEqualTo(412);
    assertThat(http.append("tagged", TEXT, "a", "If-None-Match", tag).statusCode()).isEqualTo(204);
    assertThat(http.append("tagged", TEXT, "b", "If-Match", "*").statusCode()).isEqualTo(204);
    assertThat(http.get("tagged").body()).isEqualTo("ab");
    assertThat(http.send("DELETE", "tagged", "", "If-Match", "*").statusCode()).isEqualTo(204);
    assertThat(http.send("DELETE", "tagged", "", "If-Match", "*").statusCode()).isEqualTo(404);
  }

  @Test
  void forksShareWhatWasThere() {
    http.create("source", TEXT);
    http.append("source", TEXT, "hello world");
    HttpResponse<String> fork =
        http.send(
            "PUT",
            "fork",
            "",
            "Stream-Forked-From",
            "/v1/stream/source",
            "Stream-Fork-Offset",
            START,
            "Stream-Fork-Sub-Offset",
            "5");
    assertThat(fork.statusCode()).isEqualTo(201);
    assertThat(field(fork, "Stream-Forked-From")).isEmpty();
    assertThat(http.get("fork").body()).isEqualTo("hello");
    assertThat(http.send("DELETE", "source", "").statusCode()).isEqualTo(204);
    assertThat(http.get("source").statusCode()).isEqualTo(410);
    assertThat(http.send("HEAD", "source", "").statusCode()).isEqualTo(410);
    assertThat(http.append("source", TEXT, "x").statusCode()).isEqualTo(410);
    assertThat(http.create("source", TEXT).statusCode()).isEqualTo(409);
    assertThat(fork("again", "/v1/stream/source").statusCode()).isEqualTo(409);
    assertThat(http.get("fork").body()).isEqualTo("hello");
  }

  private static HttpResponse<String> fork(String stream, String source, String... more) {
    String[] fields = new String[2 + more.length];
    fields[0] = "Stream-Forked-From";
    fields[1] = source;
    System.arraycopy(more, 0, fields, 2, more.length);
    return http.send("PUT", stream, "", fields);
  }

  @Test
  void anOffsetBeyondTheTailIsNoForkOffset() {
    http.create("end-empty", TEXT);
    http.create("end-five", TEXT);
    http.append("end-five", TEXT, "hello");
    http.create("end-json", JSON);
    http.append("end-json", JSON, "[1,2,3,4,5]");
    http.create("end-closed", TEXT);
    http.append("end-closed", TEXT, "hello", "Stream-Closed", "true");
    assertThat(forkAt("end-five", 5, "end-half", "Stream-Fork-Sub-Offset", "0").statusCode())
        .isEqualTo(201);
    assertThat(http.append("end-half", TEXT, "more").statusCode()).isEqualTo(204);
    http.append("end-five", TEXT, " world");
    assertThat(http.get("end-empty?offset=" + START.replaceAll("0$", "1")).statusCode())
        .isEqualTo(200);
    assertThat(forkAt("end-empty", 1, "end-f").statusCode()).isEqualTo(400);
    assertThat(forkAt("end-five", 12, "end-f").statusCode()).isEqualTo(400);
    assertThat(forkAt("end-json", 6, "end-f").statusCode()).isEqualTo(400);
    assertThat(forkAt("end-closed", 6, "end-f").statusCode()).isEqualTo(400);
    assertThat(forkAt("end-half", 6, "end-f").statusCode()).isEqualTo(400);
    assertThat(http.get("end-f").statusCode()).isEqualTo(404);
    assertThat(forkAt("end-empty", 0, "end-f0").statusCode()).isEqualTo(201);
    assertThat(forkAt("end-five", 11, "end-f1").statusCode()).isEqualTo(201);
    assertThat(forkAt("end-json", 5, "end-f2").statusCode()).isEqualTo(201);
    assertThat(forkAt("end-closed", 5, "end-f3").statusCode()).isEqualTo(201);
    assertThat(forkAt("end-half", 5, "end-f4").statusCode()).isEqualTo(201);
  }

  private static HttpResponse<String> forkAt(
      String source, int units, String stream, String... more) {
    List<String> fields = new ArrayList<>(List.of(more));
    fields.add("Stream-Fork-Offset");
    fields.add("%016d_%016d".formatted(0, units));
    return fork(stream, "/v1/stream/" + source, fields.toArray(String[]::new));
  }

  @Test
  void badForkPointsAreRefused() {
    http.create("trunk", TEXT);
    assertThat(fork("f", "/v1/stream/no-such-stream").statusCode()).isEqualTo(404);
    assertThat(fork("f", "/elsewhere/trunk").statusCode()).isEqualTo(400);
    assertThat(fork("f", "/v1/stream/%zz").statusCode()).isEqualTo(400);
    assertThat(fork("f", "/v1/stream/trunk?x").statusCode()).isEqualTo(400);
    assertThat(fork("f", "/v1/stream/trunk", "Stream-Fork-Offset", "now").statusCode())
        .isEqualTo(400);
    assertThat(fork("f", "/v1/stream/trunk", "Stream-Fork-Offset", FIVE).statusCode())
        .isEqualTo(400);
    assertThat(fork("f", "/v1/stream/trunk", "Stream-Fork-Sub-Offset", "1").statusCode())
        .isEqualTo(400);
    assertThat(http.send("PUT", "f", "", "Stream-Fork-Sub-Offset", "0").statusCode())
        .isEqualTo(400);
    assertThat(http.send("PUT", "f", "", "Stream-Fork-Offset", START).statusCode()).isEqualTo(400);
  }

  @Test
  void theRegistryIsForReading() {
    for (String method : new String[] {"PUT", "POST", "DELETE"}) {
      HttpResponse<String> answer = http.send(method, "__registry__", "");
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(field(answer, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
    assertThat(http.send("PUT", "%5F_registry__", "").statusCode()).isEqualTo(405);
    assertThat(http.send("GET", "__ds/subscriptions/a", "").statusCode()).isEqualTo(501);
    assertThat(http.send("PUT", "__ds", "").statusCode()).isEqualTo(501);
    assertThat(http.send("PUT", "__dsx", "").statusCode()).isEqualTo(201);
  }

  @Test
  void otherMethodsAndPathsAreRefused() {
    HttpResponse<String> patch = http.send("PATCH", "x", "");
    assertThat(patch.statusCode()).isEqualTo(405);
    assertThat(field(patch, "Allow")).isEqualTo("GET, HEAD, PUT, POST, DELETE, OPTIONS");
    for (String path :
        new String[] {"//", "/index", "/v1/stream", "/v1/stream/", "/v2/x", "/observe"}) {
      assertThat(http.sendTo(path, "GET", "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theRootListsWhatIsWhere() {
    HttpResponse<String> page = http.sendTo("/", "GET", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(field(page, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(page.body()).contains("/v1/stream/{name} ", "/health ", "/status ");
    assertThat(http.sendTo("/", "HEAD", "").statusCode()).isEqualTo(200);
    assertThat(http.sendTo("/", "POST", "").statusCode()).isEqualTo(405);
  }

  @Test
  void theOperatorIsAnswered() {
    assertThat(http.sendTo("/health", "GET", "").body()).isEqualTo("ok\n");
    assertThat(http.sendTo("/status", "GET", "").body()).isEqualTo("{}");
    assertThat(http.sendTo("/health", "POST", "").statusCode()).isEqualTo(405);
    assertThat(http.sendTo("/status", "HEAD", "").statusCode()).isEqualTo(200);
  }

  @Test
  void errorsAreTextOrJson() {
    HttpResponse<String> text = http.get("absent");
    assertThat(field(text, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(text.body()).isEqualTo("there is no such stream: create it with PUT first\n");
    HttpResponse<String> json = http.get("absent", "Accept", "application/json, */*");
    assertThat(field(json, "Content-Type")).isEqualTo("application/json");
    assertThat(json.body())
        .isEqualTo(
            "{\"error\":{\"code\":\"stream_not_found\",\"message\":\"there is no such stream:"
                + " create it with PUT first\"}}\n");
  }

  @Test
  void timingsAreToldOnRequest() {
    http.create("timed", JSON);
    assertThat(field(http.append("timed", JSON, "1"), "Server-Timing")).isEmpty();
    assertThat(field(http.append("timed", JSON, "1", "X-Debug-Timing", "1"), "Server-Timing"))
        .contains("auth;dur=")
        .contains("parse;dur=")
        .contains("commit;dur=");
  }
}
