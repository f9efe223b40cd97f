package durablestreams.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseParserTest {

  private static final String FIXED =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nStream-Next-Offset: 0_5\r\n"
          + "stream-up-to-date: true\r\nSTREAM-CURSOR:  42 \r\n\r\nhello";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\nStream-Closed: true\r\n\r\n";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
          + "5;name=value\r\nhello\r\n00a\r\n, \r\nworld!\r\n0\r\nTrailer: x\r\n\r\n";
  private static final String INTERIM = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String NOTHING = "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n";

  private final ResponseParser parser = new ResponseParser();
  private final StringBuilder body = new StringBuilder();
  private final BodySink sink =
      (buffer, from, length) -> {
        for (int i = from; i < from + length; i++) {
          body.append((char) buffer.get(i));
        }
      };

  @Test
  void readsFixedBody() throws Exception {
    assertThat(parser.feed(bytes(FIXED), sink)).isTrue();

    assertThat(parser.status()).isEqualTo(200);
    assertThat(parser.success()).isTrue();
    assertThat(parser.nextOffset()).isEqualTo("0_5");
    assertThat(parser.cursor()).isEqualTo("42");
    assertThat(parser.atTail()).isTrue();
    assertThat(parser.bodyBytes()).isEqualTo(5);
    assertThat(body).hasToString("hello");
  }

  @Test
  void readsChunkedBodyWithExtensionAndTrailer() throws Exception {
    assertThat(parser.feed(bytes(CHUNKED), sink)).isTrue();

    assertThat(body).hasToString("hello, \r\nworld!");
    assertThat(parser.bodyBytes()).isEqualTo(15);
    assertThat(parser.nextOffset()).isEmpty();
    assertThat(parser.atTail()).isFalse();
  }

  @Test
  void stopsBehindAResponse() throws Exception {
    ByteBuffer two = bytes(EMPTY + FIXED);

    assertThat(parser.feed(two, sink)).isTrue();
    assertThat(parser.status()).isEqualTo(204);
    assertThat(parser.atTail()).isTrue();
    assertThat(two.remaining()).isEqualTo(FIXED.length());
    assertThat(parser.feed(two, sink)).isTrue();
    assertThat(parser.status()).isEqualTo(200);
  }

  @Test
  void forgetsHeadersOfTheResponseBefore() throws Exception {
    parser.feed(bytes(FIXED), sink);
    parser.feed(bytes(NOTHING), sink);

    assertThat(parser.status()).isEqualTo(409);
    assertThat(parser.success()).isFalse();
    assertThat(parser.nextOffset()).isEmpty();
    assertThat(parser.cursor()).isEmpty();
    assertThat(parser.atTail()).isFalse();
    assertThat(parser.bodyBytes()).isZero();
  }

  @Test
  void isTheSameHoweverTheBytesAreSplit() throws Exception {
    String all = INTERIM + FIXED + EMPTY + CHUNKED + NOTHING;
    for (int size = 1; size <= all.length(); size++) {
      ResponseParser fresh = new ResponseParser();
      body.setLength(0);
      List<Integer> statuses = new ArrayList<>();
      for (int from = 0; from < all.length(); from += size) {
        ByteBuffer piece = bytes(all.substring(from, Math.min(all.length(), from + size)));
        while (piece.hasRemaining()) {
          if (fresh.feed(piece, sink)) {
            statuses.add(fresh.status());
          }
        }
      }
      assertThat(statuses).as("pieces of %d", size).containsExactly(200, 204, 200, 409);
      assertThat(body).as("pieces of %d", size).hasToString("hellohello, \r\nworld!");
    }
  }

  @Test
  void readsBodyThatEndsWithTheConnection() throws Exception {
    assertThat(parser.feed(bytes("HTTP/1.1 200 OK\r\n\r\nall of it"), sink)).isFalse();
    assertThat(parser.headComplete()).isTrue();

    assertThat(parser.endOfInput()).isTrue();
    assertThat(body).hasToString("all of it");
  }

  @Test
  void doesNotTakeALostConnectionForTheEnd() throws Exception {
    parser.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), sink);

    assertThat(parser.endOfInput()).isFalse();
  }

  @Test
  void startsAnewAfterReset() throws Exception {
    parser.feed(bytes("HTTP/1.1 200 OK\r\nContent-Le"), sink);
    parser.reset();

    assertThat(parser.feed(bytes(EMPTY), sink)).isTrue();
    assertThat(parser.status()).isEqualTo(204);
  }

  @Test
  void refusesWhatIsNotHttp() {
    assertThatThrownBy(() -> parser.feed(bytes("SSH-2.0-OpenSSH\r\n"), sink))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("SSH-2.0-OpenSSH");
    ResponseParser chunked = new ResponseParser();
    assertThatThrownBy(() ->
            chunked.feed(
                bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), sink))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("xyz");
    ResponseParser length = new ResponseParser();
    assertThatThrownBy(
            () -> length.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n"), sink))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("-4");
  }

  @Test
  void refusesEndlessLines() {
    assertThatThrownBy(() -> parser.feed(bytes("HTTP/1.1 200 " + "x".repeat(10_000)), sink))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("8192");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
