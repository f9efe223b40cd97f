package durablestreams.benchmarks.smoke;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Server of one text stream in memory; an offset is a number of characters. */
final class OneStreamServer implements AutoCloseable {

  private static final int POLL_MILLIS = 300;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> methods = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final String suffix;
  private final StringBuilder content = new StringBuilder();

  /**
   * @param suffix is added to what is read
   */
  OneStreamServer(String suffix) throws IOException {
    this.suffix = suffix;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/stream/", this::handle);
    server.start();
  }

  URI streams() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/stream");
  }

  List<String> methods() {
    return methods;
  }

  private void handle(HttpExchange exchange) throws IOException {
    methods.add(exchange.getRequestMethod());
    byte[] body = exchange.getRequestBody().readAllBytes();
    lock.lock();
    try (exchange) {
      switch (exchange.getRequestMethod()) {
        case "PUT" -> answer(exchange, 201, "");
        case "POST" -> {
          content.append(new String(body, StandardCharsets.UTF_8));
          grown.signalAll();
          answer(exchange, 204, "");
        }
        case "GET" -> read(exchange, exchange.getRequestURI().getQuery());
        default -> answer(exchange, 204, "");
      }
    } finally {
      lock.unlock();
    }
  }

  private void read(HttpExchange exchange, String query) throws IOException {
    int from = Integer.parseInt(query.replaceAll("offset=(\\d+).*", "$1"));
    long left = TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
    while (query.contains("live") && content.length() == from && left > 0) {
      try {
        left = grown.awaitNanos(left);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    String news = content.substring(from);
    answer(exchange, news.isEmpty() ? 204 : 200, news.isEmpty() ? "" : news + suffix);
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Stream-Next-Offset", Integer.toString(content.length()));
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
