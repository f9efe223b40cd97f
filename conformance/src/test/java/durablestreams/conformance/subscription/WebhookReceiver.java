package durablestreams.conformance.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Receiver of webhooks on this machine. */
final class WebhookReceiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BOUND_SECONDS = 60;

  /** What it answers: a status, and JSON. */
  record Answer(int status, String body) {
    static final Answer DONE = new Answer(200, "{\"done\":true}");
    static final Answer LATER = new Answer(202, "{}");
  }

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /**
   * @param handler gives the answer to a wake
   */
  WebhookReceiver(Function<JsonNode, Answer> handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/hook", exchange -> receive(exchange, handler));
    server.start();
  }

  private void receive(HttpExchange exchange, Function<JsonNode, Answer> handler)
      throws IOException {
    JsonNode wake = JSON.readTree(exchange.getRequestBody().readAllBytes());
    received.add(wake);
    Answer answer = handler.apply(wake);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** The next wake. */
  JsonNode next() throws InterruptedException {
    JsonNode wake = received.poll(BOUND_SECONDS, TimeUnit.SECONDS);
    if (wake == null) {
      throw new AssertionError("no wake came within " + BOUND_SECONDS + " s");
    }
    return wake;
  }

  /** Whether wakes came that were not asked for. */
  boolean hasMore() {
    return !received.isEmpty();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
