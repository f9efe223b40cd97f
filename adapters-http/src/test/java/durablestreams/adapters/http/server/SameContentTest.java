package durablestreams.adapters.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.SseEvents;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.segment.RotationPolicy;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way of reading a stream gives the same content, wherever appends and pages end. */
@Timeout(120)
@Tag("slow")
class SameContentTest {

  private static final byte[][] ALPHABET = {
    {'a'},
    {' '},
    {'\n'},
    {'\r'},
    {'\r', '\n'},
    "é".getBytes(UTF_8),
    "語".getBytes(UTF_8),
    "\ud83d\ude80".getBytes(UTF_8),
    {(byte) 0xe9},
    {(byte) 0x80},
    {(byte) 0xf0, (byte) 0x9f}
  };

  private final HttpClient client = HttpClient.newHttpClient();
  private final Random random = random();

  private static Random random() {
    long seed = System.nanoTime();
    System.out.println("SameContentTest seed " + seed);
    return new Random(seed);
  }

  private static ServiceSettings pages(int bytes) {
    ServiceSettings all = ServiceSettings.DEFAULT;
    return new ServiceSettings(
        new RotationPolicy(3, 20),
        all.offload(),
        all.sequencer(),
        new ReadLimit(bytes),
        all.registry(),
        all.liveReadersPerStream(),
        all.registryMessages(),
        all.streamLimits());
  }

  private byte[] content() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 5 + random.nextInt(30); i > 0; i--) {
      out.writeBytes(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return out.toByteArray();
  }

  @Test
  void textIsTheSameInEveryMode() throws Exception {
    for (int page : new int[] {4, 5, 7, 16, 1_000}) {
      try (TestServer server = TestServer.start(s -> {}, AccessPolicy.open(), pages(page))) {
        for (int round = 0; round < 12; round++) {
          streamOfText(server.stream("s" + round), content());
        }
      }
    }
  }

  private void streamOfText(URI stream, byte[] content) throws Exception {
    send(HttpRequest.newBuilder(stream).method("PUT", none()).header("Content-Type", "text/plain"));
    CompletableFuture<HttpResponse<String>> follower =
        client.sendAsync(get(stream, "offset=-1&live=sse"), BodyHandlers.ofString());
    for (int at = 0; at < content.length; ) {
      int end = Math.min(content.length, at + 1 + random.nextInt(6));
      append(stream, Arrays.copyOfRange(content, at, end));
      at = end;
    }
    byte[] polled = pages(stream, "&live=long-poll");
    send(post(stream, none()).header("Stream-Closed", "true"));
    String expected = lines(new String(content, UTF_8));

    assertThat(polled).isEqualTo(content);
    assertThat(pages(stream, "")).isEqualTo(content);
    assertThat(text(follower.get().body())).isEqualTo(expected);
    assertThat(text(eventsOf(stream, "-1"))).isEqualTo(expected);
    assertThat(textInTwoSessions(stream)).isEqualTo(expected);
  }

  /** One session up to some control event, and another from the offset that it names. */
  private String textInTwoSessions(URI stream) throws Exception {
    List<SseEvents.Event> all = SseEvents.parse(eventsOf(stream, "-1"));
    int controls = (int) all.stream().filter(e -> e.type().equals("control")).count();
    int stop = random.nextInt(controls);
    StringBuilder first = new StringBuilder();
    for (SseEvents.Event event : all) {
      if (event.type().equals("data")) {
        first.append(event.data());
      } else if (stop-- == 0) {
        return first + text(eventsOf(stream, event.data().split("\"")[3]));
      }
    }
    throw new AssertionError("no such event");
  }

  private String eventsOf(URI stream, String offset) throws Exception {
    HttpResponse<String> answer =
        client.send(get(stream, "offset=" + offset + "&live=sse"), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static String text(String events) {
    StringBuilder text = new StringBuilder();
    for (SseEvents.Event event : SseEvents.parse(events)) {
      if (event.type().equals("data")) {
        text.append(event.data());
      }
    }
    return text.toString();
  }

  private static String lines(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** Page after page, until one is up to date. */
  private byte[] pages(URI stream, String mode) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String offset = "-1";
    while (true) {
      HttpResponse<byte[]> page =
          client.send(get(stream, "offset=" + offset + mode), BodyHandlers.ofByteArray());
      assertThat(page.statusCode()).isEqualTo(200);
      all.writeBytes(page.body());
      offset = page.headers().firstValue("Stream-Next-Offset").orElseThrow();
      if (page.headers().firstValue("Stream-Up-To-Date").isPresent()) {
        return all.toByteArray();
      }
      assertThat(page.body()).isNotEmpty();
    }
  }

  @Test
  void bytesThatAreNoCharactersAreNotHeldBack() throws Exception {
    try (TestServer server = TestServer.start(s -> s.longPollTimeout(Duration.ofMillis(300)))) {
      URI stream = server.stream("latin");
      send(
          HttpRequest.newBuilder(stream)
              .method("PUT", none())
              .header("Content-Type", "text/plain"));
      byte[] latin = {'c', 'a', 'f', (byte) 0xe9};
      append(stream, latin);
      assertThat(pages(stream, "&live=long-poll")).isEqualTo(latin);

      CompletableFuture<HttpResponse<java.io.InputStream>> follower =
          client.sendAsync(get(stream, "offset=-1&live=sse"), BodyHandlers.ofInputStream());
      StringBuilder events = new StringBuilder();
      try (java.io.InputStream in = follower.get().body()) {
        while (!events.toString().contains("\"upToDate\":true}\n\n")) {
          int next = in.read();
          assertThat(next).isNotNegative();
          events.append((char) next);
        }
      }
      List<SseEvents.Event> parsed = SseEvents.parse(events.toString());
      assertThat(parsed)
          .extracting(SseEvents.Event::type)
          .containsExactly("data", "control", "data", "control");
      assertThat(parsed.get(0).data()).isEqualTo("caf");
      assertThat(parsed.get(1).data()).doesNotContain("upToDate");
      assertThat(parsed.get(2).data()).isEqualTo("\u00e9");
    }
  }

  @Test
  void textInAnotherCharsetIsBase64() throws Exception {
    try (TestServer server = TestServer.start()) {
      URI stream = server.stream("utf16");
      send(
          HttpRequest.newBuilder(stream)
              .method("PUT", none())
              .header("Content-Type", "text/plain; charset=UTF-16"));
      append(stream, "a\n", "text/plain; charset=UTF-16");
      send(post(stream, none()).header("Stream-Closed", "true"));
      HttpResponse<String> answer =
          client.send(get(stream, "offset=-1&live=sse"), BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("Stream-SSE-Data-Encoding")).contains("base64");
      assertThat(text(answer.body())).isEqualTo("YQo=");
    }
  }

  private void append(URI stream, byte[] bytes) throws Exception {
    send(
        post(stream, HttpRequest.BodyPublishers.ofByteArray(bytes))
            .header("Content-Type", "text/plain"));
  }

  private void append(URI stream, String text, String type) throws Exception {
    send(post(stream, HttpRequest.BodyPublishers.ofString(text)).header("Content-Type", type));
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private static HttpRequest.Builder post(URI stream, HttpRequest.BodyPublisher body) {
    return HttpRequest.newBuilder(stream).method("POST", body);
  }

  private static HttpRequest get(URI stream, String query) {
    return HttpRequest.newBuilder(URI.create(stream + "?" + query)).build();
  }

  private void send(HttpRequest.Builder request) throws Exception {
    assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
        .isBetween(200, 299);
  }
}
