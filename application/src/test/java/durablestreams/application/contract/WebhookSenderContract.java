package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.port.subscription.WebhookSender.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of every {@link WebhookSender}. */
public abstract class WebhookSenderContract {

  protected static final Duration LIMIT = Duration.ofSeconds(60);
  protected static final byte[] BODY = "{\"wake\":1}".getBytes(StandardCharsets.UTF_8);

  private record Received(String method, String path, String signature, String body) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final AtomicInteger redirected = new AtomicInteger();
  private HttpServer server;

  /** A sender that may send to this machine. */
  protected abstract WebhookSender sender();

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/elsewhere", exchange -> redirected.incrementAndGet());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  protected final String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Answers requests to {@code path}. */
  protected final void answer(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          received.add(
              new Received(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  exchange.getRequestHeaders().getFirst("Webhook-Signature"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          if (status >= 300 && status < 400) {
            exchange.getResponseHeaders().add("Location", url("/elsewhere"));
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private Answer post(int status, String body) {
    answer("/hook", status, body);
    return sender().post(url("/hook?a=b"), BODY, "t=1,kid=k,ed25519=s", LIMIT);
  }

  @Test
  void whatIsPostedArrives() {
    assertThat(post(200, "{}")).isEqualTo(new Answer.Taken(false));
    assertThat(received.remove())
        .isEqualTo(new Received("POST", "/hook?a=b", "t=1,kid=k,ed25519=s", "{\"wake\":1}"));
  }

  @Test
  void onlyDoneIsDone() {
    assertThat(post(200, "{\"x\":[{\"done\":false}],\"done\":true}"))
        .isEqualTo(new Answer.Taken(true));
  }

  @Test
  void anythingElseIsTakenOver() {
    assertThat(post(202, "{\"done\":\"true\"}")).isEqualTo(new Answer.Taken(false));
  }

  @Test
  void anAnswerWithoutABodyIsTakenOver() {
    assertThat(post(204, "")).isEqualTo(new Answer.Taken(false));
  }

  @Test
  void otherStatusesFail() {
    assertThat(post(503, "{\"done\":true}")).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void redirectsAreNotFollowed() {
    assertThat(post(307, "")).isInstanceOf(Answer.Failed.class);
    assertThat(redirected).hasValue(0);
  }

  @Test
  void aReceiverThatIsNotThereFails() {
    server.stop(0);
    assertThat(sender().post(url("/hook"), BODY, "s", LIMIT)).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void urlsThatAreNoneAreRefused() {
    assertThat(sender().refusal("nonsense")).isPresent();
    assertThat(sender().refusal("https://worker.example/hook")).isEmpty();
  }
}
