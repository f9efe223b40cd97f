package durablestreams.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A page that is served from an origin of its own and opened by a headless Chromium. Its script
 * does what a web application would do, and sends what it found to where it came from.
 */
final class BrowserPage implements AutoCloseable {
  private static final long BOUND_SECONDS = 90;

  private final HttpServer site;
  private final BlockingQueue<String> findings = new ArrayBlockingQueue<>(1);

  BrowserPage() {
    try {
      site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    site.createContext("/page", this::page);
    site.createContext("/findings", this::take);
    site.start();
  }

  /** The origin of the page, which is not the server's: it has another port. */
  String origin() {
    return "http://127.0.0.1:" + site.getAddress().getPort();
  }

  private void page(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream page = BrowserPage.class.getResourceAsStream("page.html")) {
      byte[] bytes = page.readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      findings.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  /** Opens the page with this scene and gives what it found. */
  JsonNode open(Map<String, ?> scene) throws IOException, InterruptedException {
    var json = new ObjectMapper();
    String fragment =
        URLEncoder.encode(json.writeValueAsString(scene), StandardCharsets.UTF_8)
            .replace("+", "%20");
    try (Chromium chromium = Chromium.open(origin() + "/page#" + fragment)) {
      String found = findings.poll(BOUND_SECONDS, TimeUnit.SECONDS);
      if (found == null) {
        throw new AssertionError(
            "the page sent nothing within " + BOUND_SECONDS + " s:\n" + chromium.output());
      }
      return json.readTree(found);
    }
  }

  @Override
  public void close() {
    site.stop(0);
  }
}
