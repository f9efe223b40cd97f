package durablestreams.adapters.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.SseEvents;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.SharedEncoding;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFrameTest {

  private static final ContentType TEXT = new ContentType("text/plain");
  private static final Offset NEXT = new Offset(1, 2);
  private static final String CONTROL =
      "{\"streamNextOffset\":\"0000000000000001_0000000000000002\"}";

  private static LiveBatch batch(byte[]... messages) {
    return new LiveBatch(
        List.of(messages).stream().map(MessageBatch::ofBytes).toList(), NEXT, new SharedEncoding());
  }

  private static LiveBatch batch(String text) {
    return batch(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The frame, with the shortest end a control event can have. */
  private static String frame(LiveBatch batch, ContentType type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      SseEncoder.write(batch, type, out::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat((long) out.size()).isLessThanOrEqualTo(SseEncoder.mostBytes(batch, type));
    SseFrame shared = SseFrame.of(batch, type);
    if (shared != null) {
      assertThat(shared.bytes()).isEqualTo(out.toByteArray());
    }
    return out.toString(StandardCharsets.UTF_8) + "}\n\n";
  }

  private static String data(LiveBatch batch, ContentType type) {
    List<SseEvents.Event> events = SseEvents.parse(frame(batch, type));
    assertThat(events).extracting(SseEvents.Event::type).containsExactly("data", "control");
    assertThat(events.get(1).data()).isEqualTo(CONTROL);
    return events.getFirst().data();
  }

  @Test
  void looksLikeTheProtocolSays() {
    assertThat(frame(batch("one\ntwo"), TEXT))
        .isEqualTo(
            "event: data\ndata:one\ndata:two\n\nid:"
                + NEXT
                + "\nevent: control\ndata:"
                + CONTROL
                + "\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        " leading",
        "  two",
        "a\n",
        "\n",
        "\n\n",
        "a\n b\n\n c",
        ":comment",
        "data: x",
        "event: control",
        "\ufeffbom",
        "\u00e9\u20ac\ud83d\ude00",
        "safe\n\nevent: control\ndata: {\"bad\":true}\n\n"
      })
  void textComesBackAsItWas(String text) {
    assertThat(data(batch(text), TEXT)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\rb", "a\r\nb", "\r", "\r\n\r\nevent: control\r\ndata: {}\r\r", "x\r\r\ny"})
  void everyLineBreakIsOneToTheReader(String text) {
    assertThat(data(batch(text), TEXT)).isEqualTo(text.replace("\r\n", "\n").replace('\r', '\n'));
  }

  @Test
  void randomTextComesBack() {
    long seed = System.nanoTime();
    System.out.println("SseFrameTest seed " + seed);
    Random random = new Random(seed);
    String alphabet = "ab :\n\r\t{}\"dataevent\u00e9\u20ac";
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder("x");
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(data(batch(text.toString()), TEXT))
          .isEqualTo(text.toString().replace("\r\n", "\n").replace('\r', '\n'));
    }
  }

  @Test
  void bytesComeBackFromBase64() {
    Random random = new Random(42);
    for (int length : new int[] {1, 2, 3, 57, 1_000, 100_000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String data = data(batch(bytes), ContentType.OCTET_STREAM);
      assertThat(Base64.getDecoder().decode(data)).isEqualTo(bytes);
    }
    String xml = data(batch("<a/>"), new ContentType("application/xml"));
    assertThat(Base64.getDecoder().decode(xml)).asString().isEqualTo("<a/>");
  }

  @Test
  void theMessagesOfABatchAreOneEvent() {
    byte[] one = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    byte[] two = "{\n\"b\":2}".getBytes(StandardCharsets.UTF_8);
    LiveBatch json =
        new LiveBatch(
            List.of(
                MessageBatch.ofJson(one, 0, one.length), MessageBatch.ofJson(two, 0, two.length)),
            NEXT,
            new SharedEncoding());
    assertThat(data(json, ContentType.JSON)).isEqualTo("[{\"a\":1},{\n\"b\":2}]");
    assertThat(
            data(
                batch("ab".getBytes(StandardCharsets.UTF_8), "cd".getBytes(StandardCharsets.UTF_8)),
                TEXT))
        .isEqualTo("abcd");
  }

  @Test
  void aBatchIsEncodedOnce() {
    LiveBatch batch = batch("once");
    assertThat(SseFrame.of(batch, TEXT)).isNotNull().isSameAs(SseFrame.of(batch, TEXT));
  }

  @Test
  void aLargeBatchIsNotKeptEncoded() {
    assertThat(SseFrame.of(batch(new byte[SseFrame.MOST_SHARED + 1]), ContentType.OCTET_STREAM))
        .isNull();
  }

  @Test
  void aBatchThatGrowsByItsEncodingIsNotKeptEncoded() {
    assertThat(SseFrame.of(batch("\n".repeat(8 << 10)), TEXT)).isNull();
    assertThat(SseFrame.of(batch("a line\n".repeat(100)), TEXT)).isNotNull();
  }

  @Test
  void textAndBase64InAnyPiecesAreEncodedLikeTheWhole() {
    long seed = System.nanoTime();
    System.out.println("SseFrameTest seed " + seed);
    Random random = new Random(seed);
    String alphabet = "ab \r\n";
    for (int round = 0; round < 2_000; round++) {
      List<byte[]> parts = new ArrayList<>();
      StringBuilder whole = new StringBuilder();
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        StringBuilder part = new StringBuilder();
        for (int j = 1 + random.nextInt(4); j > 0; j--) {
          part.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        whole.append(part);
        parts.add(part.toString().getBytes(StandardCharsets.UTF_8));
      }
      byte[][] pieces = parts.toArray(byte[][]::new);
      assertThat(frame(batch(pieces), TEXT)).isEqualTo(frame(batch(whole.toString()), TEXT));
      assertThat(frame(batch(pieces), ContentType.OCTET_STREAM))
          .isEqualTo(frame(batch(whole.toString()), ContentType.OCTET_STREAM));
    }
  }
}
