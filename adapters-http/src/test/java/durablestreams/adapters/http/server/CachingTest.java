package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.settings.CacheMode;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Caller;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.domain.reading.ReadLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What caches are told, and what revalidation answers. */
class CachingTest {

  private static final String TEXT = "text/plain";

  /** Grants everything, and yet guards reads. */
  private static final class GuardedReads implements AccessPolicy {
    @Override
    public Access decide(AccessRequest request) {
      return new Access.Granted(Caller.ANONYMOUS);
    }

    @Override
    public boolean guardsReads() {
      return true;
    }
  }

  private static ServiceSettings pagesOf(int bytes) {
    ServiceSettings all = ServiceSettings.DEFAULT;
    return new ServiceSettings(
        all.rotation(),
        all.offload(),
        all.sequencer(),
        new ReadLimit(bytes),
        all.registry(),
        all.liveReadersPerStream(),
        all.registryMessages(),
        all.streamLimits());
  }

  private static TestServer server(CacheMode mode, AccessPolicy access) {
    return TestServer.start(settings -> settings.cacheMode(mode), access, pagesOf(5));
  }

  private static String cached(Requests http, String query) {
    return field(http.get("s" + query), "Cache-Control");
  }

  private static void fill(Requests http) {
    http.create("s", TEXT);
    http.append("s", TEXT, "hello world");
  }

  @Test
  void privateAnswersAreForTheClientAlone() {
    try (TestServer server = server(CacheMode.PRIVATE, AccessPolicy.open());
        Requests http = new Requests(server)) {
      fill(http);
      assertThat(cached(http, "")).isEqualTo("private, max-age=3600");
      assertThat(cached(http, "?offset=0000000000000000_0000000000000010_c"))
          .isEqualTo("private, no-cache");
      assertThat(cached(http, "?offset=0000000000000000_0000000000000011"))
          .isEqualTo("private, no-cache");
      assertThat(cached(http, "?offset=-1&live=long-poll")).isEqualTo("private, max-age=60");
      assertThat(cached(http, "?offset=now")).isEqualTo("no-store");
    }
  }

  @Test
  void sharedAnswersAreForProxiesToo() {
    try (TestServer server = server(CacheMode.SHARED, AccessPolicy.open());
        Requests http = new Requests(server)) {
      fill(http);
      assertThat(cached(http, "")).isEqualTo("public, max-age=3600");
      assertThat(cached(http, "?offset=0000000000000000_0000000000000010_c"))
          .isEqualTo("public, max-age=1");
      assertThat(cached(http, "?offset=-1&live=long-poll"))
          .isEqualTo("public, max-age=60, stale-while-revalidate=300");
      assertThat(cached(http, "?offset=now")).isEqualTo("no-store");
      assertThat(field(http.get("s", "X-Cache-Mode", "private"), "Cache-Control"))
          .isEqualTo("public, max-age=3600");
    }
  }

  @Test
  void aLongPollForNowIsNotCached() {
    try (TestServer server = server(CacheMode.SHARED, AccessPolicy.open());
        Requests http = new Requests(server);
        RawClient reader = new RawClient(server.port())) {
      fill(http);
      reader.send("GET /v1/stream/s?offset=now&live=long-poll HTTP/1.1\nHost: x\n\n");
      while (server.service().status().status().liveReaders() == 0) {
        Thread.onSpinWait();
      }
      http.append("s", TEXT, "news");
      RawClient.Answer answer = reader.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("Cache-Control")).hasValue("no-store");
    }
  }

  @Test
  void theEndOfALongPollReachesRequestsThatWaitAtTheLockOfNginx() {
    try (TestServer server = server(CacheMode.SHARED, AccessPolicy.open());
        Requests http = new Requests(server)) {
      fill(http);
      http.send("POST", "s", "", "Stream-Closed", "true");
      HttpResponse<String> end =
          http.get("s?offset=0000000000000000_0000000000000011&live=long-poll");
      assertThat(end.statusCode()).isEqualTo(204);
      assertThat(field(end, "Cache-Control")).isEqualTo("no-store");
      assertThat(field(end, "X-Accel-Expires")).isEqualTo("1");
      HttpResponse<String> now = http.get("s?offset=now&live=long-poll");
      assertThat(now.statusCode()).isEqualTo(204);
      assertThat(now.headers().firstValue("X-Accel-Expires")).isEmpty();
    }
  }

  @Test
  void nothingIsPublicThatIsNotGrantedToEveryone() {
    try (TestServer server = server(CacheMode.SHARED, new GuardedReads());
        Requests http = new Requests(server)) {
      fill(http);
      HttpResponse<String> page = http.get("s");
      assertThat(field(page, "Cache-Control")).isEqualTo("private, max-age=3600");
      assertThat(page.headers().allValues("Vary")).contains("Authorization", "Accept-Encoding");
      assertThat(cached(http, "?offset=-1&live=long-poll")).isEqualTo("private, max-age=60");
    }
  }

  @Test
  void aPartialPageSaysNothingOfTheEnd() {
    try (TestServer server = server(CacheMode.PRIVATE, AccessPolicy.open());
        Requests http = new Requests(server)) {
      fill(http);
      http.send("POST", "s", "", "Stream-Closed", "true");
      HttpResponse<String> page = http.get("s");
      assertThat(page.body()).isEqualTo("hello");
      assertThat(field(page, "Stream-Up-To-Date")).isEmpty();
      assertThat(field(page, "Stream-Closed")).isEmpty();
      HttpResponse<String> end = http.get("s?offset=0000000000000000_0000000000000010_c");
      assertThat(field(end, "Stream-Closed")).isEqualTo("true");
      assertThat(field(end, "Stream-Up-To-Date")).isEqualTo("true");
    }
  }

  @Test
  void revalidationCostsNoBody() {
    try (TestServer server = TestServer.start();
        Requests http = new Requests(server)) {
      fill(http);
      String tag = field(http.get("s"), "ETag");
      for (String condition : new String[] {tag, "W/" + tag, "\"a\", " + tag, "*"}) {
        HttpResponse<String> same = http.get("s", "If-None-Match", condition);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(field(same, "ETag")).isEqualTo(tag);
        assertThat(field(same, "Cache-Control")).isEqualTo("private, no-cache");
        assertThat(field(same, "Stream-Next-Offset")).endsWith("11");
        assertThat(field(same, "Content-Length")).isEmpty();
      }
      assertThat(http.get("s", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
      http.send("POST", "s", "", "Stream-Closed", "true");
      HttpResponse<String> closed = http.get("s", "If-None-Match", tag);
      assertThat(closed.statusCode()).isEqualTo(200);
      assertThat(field(closed, "Stream-Closed")).isEqualTo("true");
      assertThat(field(closed, "ETag")).isNotEqualTo(tag);
    }
  }

  /** A 304 would leave a stored `Stream-Up-To-Date` in place that is not true any more. */
  @Test
  void aFullPageThatWasTheTailIsSentAgainAfterAnAppend() {
    try (TestServer server = server(CacheMode.SHARED, AccessPolicy.open());
        Requests http = new Requests(server)) {
      http.create("s", TEXT);
      http.append("s", TEXT, "hello");
      for (String live : new String[] {"", "&live=long-poll"}) {
        HttpResponse<String> tail = http.get("s?offset=-1" + live);
        assertThat(tail.body()).isEqualTo("hello");
        assertThat(field(tail, "Stream-Up-To-Date")).isEqualTo("true");
      }
      String tag = field(http.get("s?offset=-1"), "ETag");
      assertThat(http.get("s?offset=-1", "If-None-Match", tag).statusCode()).isEqualTo(304);
      http.append("s", TEXT, " world");
      for (String live : new String[] {"", "&live=long-poll"}) {
        HttpResponse<String> page = http.get("s?offset=-1" + live, "If-None-Match", tag);
        assertThat(page.statusCode()).as(live).isEqualTo(200);
        assertThat(page.body()).isEqualTo("hello");
        assertThat(field(page, "Stream-Up-To-Date")).isEmpty();
      }
    }
  }

  @Test
  void compressedPagesHaveATagOfTheirOwn() throws IOException {
    try (TestServer server = TestServer.start(settings -> settings.gzipMinBytes(1_000));
        Requests http = new Requests(server)) {
      http.create("s", TEXT);
      String text = "hello ".repeat(1_000);
      http.append("s", TEXT, text);
      HttpResponse<InputStream> answer = http.open("GET", "s", "Accept-Encoding", "gzip");
      byte[] body = answer.body().readAllBytes();
      assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(body.length);
      assertThat(body.length).isLessThan(text.length() / 10);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(text);
      HttpResponse<String> plain = http.get("s");
      assertThat(plain.body()).isEqualTo(text);
      assertThat(field(plain, "Vary")).isEqualTo("Accept-Encoding");
      String tag = field(answer, "ETag");
      assertThat(tag).isNotEqualTo(field(plain, "ETag"));
      HttpResponse<String> same = http.get("s", "If-None-Match", tag, "Accept-Encoding", "gzip");
      assertThat(same.statusCode()).isEqualTo(304);
      assertThat(field(same, "ETag")).isEqualTo(tag);
    }
  }

  @Test
  void aLargePageArrivesWhole() {
    try (TestServer server = TestServer.start();
        Requests http = new Requests(server)) {
      http.create("large", "application/octet-stream");
      String part = "0123456789abcdef".repeat(8_192);
      for (int i = 0; i < 7; i++) {
        http.append("large", "application/octet-stream", part);
      }
      HttpResponse<String> page = http.get("large");
      assertThat(page.body()).isEqualTo(part.repeat(7));
      assertThat(field(page, "Content-Length")).isEqualTo(Integer.toString(7 * part.length()));
    }
  }
}
