package durablestreams.adapters.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.WebhookSenderContract;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.application.port.subscription.WebhookSender.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpWebhookSenderTest extends WebhookSenderContract {

  private static final WebhookSettings DEVELOPMENT = new WebhookSettings(true, Set.of());
  private static final WebhookSettings PRODUCTION = new WebhookSettings(false, Set.of());

  private static WebhookSender sender(WebhookSettings settings, HostResolver resolver) {
    return new HttpWebhookSender(settings, resolver, SSLSocketFactory::getDefault);
  }

  @Override
  protected WebhookSender sender() {
    return sender(DEVELOPMENT, HostResolver.system());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://worker.example/hook",
        "ftp://worker.example/hook",
        "https:/hook",
        "https://user@worker.example/",
        "https://worker.example/#fragment",
        "https://localhost/",
        "https://localhost./",
        "https://a.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://172.31.255.255/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://198.18.0.1/",
        "https://192.0.2.1/",
        "https://203.0.113.9/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001::1]/",
        "https://[2001:db8::1]/",
        "https://0/",
        "https://010.0.0.1/",
        "https://017700000001/",
        "https://0x7f.1/",
        "https://127.0.0.1:8443/",
        "https://127.0.0.1./",
        "https://169.254.169.254:80/",
        "https://%31%32%37.0.0.1/",
        "https://user:password@8.8.8.8/",
        "https://8.8.8.8@127.0.0.1/",
        "https://8.8.8.8\\@127.0.0.1/",
        "https://[::127.0.0.1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[64:ff9b:1::7f00:1]/",
        "https://[2002:a9fe:a9fe::]/",
        "https://[fec0::1]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fc00::1]/",
        "https://[fd00:ec2::254]/",
        "https://[ff02::1]/",
        "https://worker.example:0/",
        "https://worker.example:99999/",
        "https://worker example/",
        "https://worker.example/\r\nX: y",
        "https://wörker.example/",
        "javascript:alert(1)",
        ""
      })
  void hostileUrlsAreRefused(String url) {
    AtomicInteger lookUps = new AtomicInteger();
    WebhookSender sender =
        sender(
            PRODUCTION,
            host -> {
              lookUps.incrementAndGet();
              return List.of(InetAddress.getLoopbackAddress());
            });
    assertThat(sender.refusal(url)).as(url).isPresent();
    assertThat(sender.post(url, BODY, "s", LIMIT)).isInstanceOf(Answer.Failed.class);
    assertThat(lookUps).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://worker.example/hook?x=1",
        "https://WORKER.example:8443",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/"
      })
  void publicUrlsAreAllowed(String url) {
    assertThat(sender(PRODUCTION, HostResolver.system()).refusal(url)).as(url).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "0.0.0.0"})
  void aNameWithOneAddressThatIsNotPublicIsNotConnectedTo(String address) throws IOException {
    InetAddress hidden = InetAddress.ofLiteral(address);
    InetAddress open = InetAddress.ofLiteral("8.8.8.8");
    WebhookSender sender = sender(PRODUCTION, host -> List.of(open, hidden));
    assertThat(sender.refusal("https://rebinding.example/")).isEmpty();
    assertThat(sender.post("https://rebinding.example/", BODY, "s", LIMIT))
        .isInstanceOfSatisfying(
            Answer.Failed.class, failed -> assertThat(failed.reason()).contains("public"));
  }

  @Test
  void aNameThatIsPublicAtFirstAndThisMachineAtTheDeliveryIsNotConnectedTo() throws IOException {
    AtomicInteger lookUps = new AtomicInteger();
    try (ServerSocket hidden = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostResolver rebinding =
          host ->
              List.of(
                  lookUps.getAndIncrement() == 0
                      ? InetAddress.ofLiteral("8.8.8.8")
                      : InetAddress.getLoopbackAddress());
      assertThat(rebinding.resolve("rebinding.example").getFirst().isLoopbackAddress()).isFalse();
      String url = "https://rebinding.example:" + hidden.getLocalPort() + "/";
      assertThat(sender(PRODUCTION, rebinding).refusal(url)).isEmpty();
      assertThat(sender(PRODUCTION, rebinding).post(url, BODY, "s", LIMIT))
          .isInstanceOfSatisfying(
              Answer.Failed.class, failed -> assertThat(failed.reason()).contains("public"));
      hidden.setSoTimeout(50);
      assertThatThrownBy(hidden::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aRedirectToThisMachineIsNotFollowed() throws IOException {
    try (ServerSocket hidden = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String location = "http://127.0.0.1:" + hidden.getLocalPort() + "/";
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        String answer = "HTTP/1.1 %d x\r\nLocation: %s\r\n\r\n".formatted(status, location);
        assertThat(raw(answer, LIMIT))
            .isInstanceOfSatisfying(
                Answer.Failed.class, failed -> assertThat(failed.reason()).contains("redirect"));
      }
      hidden.setSoTimeout(50);
      assertThatThrownBy(hidden::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** What is looked up once is what is connected to: a second look-up could say anything. */
  @Test
  void aNameIsLookedUpOncePerDelivery() throws IOException {
    AtomicInteger lookUps = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.startVirtualThread(() -> answerOnce(server, "HTTP/1.1 204 x\r\n\r\n"));
      WebhookSender sender =
          sender(
              DEVELOPMENT,
              host ->
                  List.of(
                      lookUps.incrementAndGet() == 1
                          ? InetAddress.getLoopbackAddress()
                          : InetAddress.ofLiteral("8.8.8.8")));
      assertThat(sender.post("http://localhost:" + server.getLocalPort() + "/", BODY, "s", LIMIT))
          .isEqualTo(new Answer.Taken(false));
      assertThat(lookUps).hasValue(1);
      answering.interrupt();
    }
  }

  @Test
  void localhostThatIsAnotherMachineIsRefused() {
    WebhookSender sender = sender(DEVELOPMENT, host -> List.of(InetAddress.ofLiteral("8.8.8.8")));
    assertThat(sender.post("http://localhost:1/", BODY, "s", LIMIT))
        .isEqualTo(new Answer.Failed("localhost is not this machine"));
  }

  @Test
  void onlyListedHostsAreAllowedWhereThereIsAList() {
    WebhookSender sender =
        sender(
            new WebhookSettings(false, Set.of("api.example", "*.workers.example")),
            HostResolver.system());
    assertThat(sender.refusal("https://api.example/")).isEmpty();
    assertThat(sender.refusal("https://a.workers.example/")).isEmpty();
    assertThat(sender.refusal("https://workers.example/")).isPresent();
    assertThat(sender.refusal("https://evilworkers.example/")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"done\":true}",
        "HTTP/1.1 200 OK\r\n\r\n{\"done\":true}",
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"done\r\n7;x=y\r\n\":true}\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\ncontent-length: 13\n\n{\"done\":true}"
      })
  void answersAreReadInEveryFraming(String answer) throws IOException {
    assertThat(raw(answer, LIMIT)).isEqualTo(new Answer.Taken(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/2 200\r\n\r\n"
      })
  void answersThatAreNoneFail(String answer) throws IOException {
    assertThat(raw(answer, LIMIT)).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void aLongAnswerIsReadOnlyInPart() throws IOException {
    String body = "{\"x\":\"" + "a".repeat(AnswerReader.MAX_BODY) + "\",\"done\":true}";
    assertThat(raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + body, LIMIT))
        .isEqualTo(new Answer.Taken(false));
  }

  @Test
  void aReceiverThatDoesNotAnswerIsGivenUp() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              sender()
                  .post(
                      "http://127.0.0.1:" + server.getLocalPort() + "/",
                      BODY,
                      "s",
                      Duration.ofMillis(200)))
          .isInstanceOf(Answer.Failed.class);
    }
  }

  private Answer raw(String answer, Duration limit) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answerOnce(server, answer));
      return sender().post("http://127.0.0.1:" + server.getLocalPort() + "/", BODY, "s", limit);
    }
  }

  private static void answerOnce(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      byte[] request = new byte[4_096];
      int read = 0;
      while (!new String(request, 0, read, StandardCharsets.US_ASCII).contains("\"wake\":1}")) {
        read += socket.getInputStream().read(request, read, request.length - read);
      }
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // The sender has gone.
    }
  }
}
