package durablestreams.adapters.http.caching;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.stream.ContentType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipPagesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "GZIP", "br, gzip;q=0.5", "deflate,x-gzip", "gzip; q=1", "gzip;q=0.001"})
  void isForClientsThatAsk(String acceptEncoding) {
    assertThat(GzipPages.accepts(acceptEncoding)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "br", "identity", "gzip;q=0", "gzip; q=0.000", "gzipped", "*"})
  void isNotForOthers(String acceptEncoding) {
    assertThat(GzipPages.accepts(acceptEncoding)).isFalse();
  }

  @Test
  void isForPagesThatGainFromIt() {
    GzipPages pages = new GzipPages(100);
    assertThat(pages.wanted("gzip", ContentType.JSON, 100)).isTrue();
    assertThat(pages.wanted("gzip", new ContentType("text/csv"), 100)).isTrue();
    assertThat(pages.wanted("gzip", new ContentType("application/ld+json"), 100)).isTrue();
    assertThat(pages.wanted("gzip", ContentType.JSON, 99)).isFalse();
    assertThat(pages.wanted("gzip", ContentType.OCTET_STREAM, 1_000)).isFalse();
    assertThat(new GzipPages(0).wanted("gzip", ContentType.JSON, 1_000)).isFalse();
  }

  @Test
  void comesBackAsItWas() throws IOException {
    byte[] message = "\"hello hello hello\"".getBytes(StandardCharsets.UTF_8);
    MessageBatch batch = MessageBatch.ofJson(message, 0, message.length);
    PageBody page = new PageBody(List.of(batch, batch, batch), true);
    byte[] plain =
        new GZIPInputStream(new ByteArrayInputStream(GzipPages.compress(page))).readAllBytes();
    assertThat(new String(plain, StandardCharsets.UTF_8))
        .isEqualTo("[\"hello hello hello\",\"hello hello hello\",\"hello hello hello\"]");
    assertThat(plain).hasSize(Math.toIntExact(page.length()));
  }
}
