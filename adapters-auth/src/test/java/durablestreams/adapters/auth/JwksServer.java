package durablestreams.adapters.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider on this machine that does as a test says. */
final class JwksServer implements AutoCloseable {

  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Answer answer;

  JwksServer(Answer first) throws IOException {
    answer = first;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            answer.to(exchange);
          }
        });
    server.start();
  }

  static Answer keys(String set) {
    return status(200, set);
  }

  static Answer status(int status, String body) {
    return exchange -> {
      exchange.sendResponseHeaders(status, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body.getBytes(UTF_8));
      }
    };
  }

  /** Waits before it answers. */
  static Answer after(CountDownLatch signal, Answer answer) {
    return exchange -> {
      try {
        signal.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      answer.to(exchange);
    };
  }

  void answer(Answer next) {
    answer = next;
  }

  int asked() {
    return asked.get();
  }

  String url() {
    return "http://127.0.0.1:%d/jwks.json".formatted(server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
