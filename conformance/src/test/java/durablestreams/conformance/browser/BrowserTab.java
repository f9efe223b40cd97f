package durablestreams.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import durablestreams.conformance.harness.Elapsed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A tab of a Chromium that is driven over the DevTools protocol, one command after the other. */
final class BrowserTab implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Chromium chromium;
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final List<String> errors = new ArrayList<>();
  private final WebSocket socket;
  private int commands;

  private BrowserTab(Chromium chromium) throws IOException, InterruptedException {
    this.chromium = chromium;
    this.socket = http.newWebSocketBuilder().buildAsync(address(), new Answers()).join();
  }

  static BrowserTab open(String address) throws IOException, InterruptedException {
    Chromium chromium = Chromium.open(address, "--remote-debugging-port=0");
    try {
      return new BrowserTab(chromium);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      chromium.close();
      throw e;
    }
  }

  /** The socket of the first tab; Chromium writes its port to a file. */
  private URI address() throws IOException, InterruptedException {
    Path file = chromium.profile().resolve("DevToolsActivePort");
    Elapsed.until(() -> Files.exists(file) && file.toFile().length() > 0, BOUND, "DevTools listen");
    URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(file).getFirst() + "/json/list");
    HttpRequest request = HttpRequest.newBuilder(list).build();
    for (JsonNode target :
        MAPPER.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body())) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new AssertionError("Chromium has no tab:\n" + chromium.output());
  }

  /** The value of an expression in the page, or null if it throws. */
  JsonNode evaluate(String expression) {
    return command("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
        .path("result")
        .path("value");
  }

  /** Waits until an expression in the page is true. */
  void await(String condition) {
    Elapsed.until(
        () -> evaluate(condition).asBoolean(false),
        BOUND,
        condition + "; the page shows: " + evaluate("document.body.innerText"));
  }

  /** The value that the promise of an expression settles to; an error fails the test. */
  JsonNode promised(String expression) {
    JsonNode answer =
        command(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  void reload() {
    command("Page.reload", Map.of());
  }

  /** Presses a key that types a character. */
  void press(String key) {
    command("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", key));
    command("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
  }

  void resize(int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Has the page see a preference of the system for a color scheme. */
  void prefer(String scheme) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Writes what is visible to a PNG file. */
  void screenshot(Path file) throws IOException {
    JsonNode picture = command("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
  }

  /** Begins to gather what the page logs as an error, exceptions and refusals of its policy too. */
  void gatherErrors() {
    command("Runtime.enable", Map.of());
    command("Log.enable", Map.of());
  }

  /** Errors since they are gathered. */
  List<String> errors() {
    evaluate("1");
    return List.copyOf(errors);
  }

  private void note(JsonNode event) {
    String method = event.path("method").asText();
    boolean logged =
        method.equals("Log.entryAdded") && event.at("/params/entry/level").asText().equals("error");
    if (logged || method.equals("Runtime.exceptionThrown")) {
      errors.add(event.path("params").toString());
    }
  }

  private JsonNode command(String method, Map<String, ?> parameters) {
    int id = ++commands;
    try {
      socket.sendText(
          MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)),
          true);
      while (true) {
        JsonNode answer = answers.poll(BOUND.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
          throw new AssertionError(method + " was not answered:\n" + chromium.output());
        }
        if (answer.path("id").asInt() == id) {
          return answer.path("result");
        }
        note(answer);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts the parts of each message together. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          answers.add(MAPPER.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
    chromium.close();
  }
}
