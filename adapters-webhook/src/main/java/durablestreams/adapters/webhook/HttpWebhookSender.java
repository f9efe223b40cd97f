package durablestreams.adapters.webhook;

import durablestreams.application.port.subscription.WebhookSender;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Client for one POST at a time over a connection of its own, in HTTP/1.1.
 *
 * <p>It connects to the very address that was checked, so a name whose address changes in between
 * cannot lead it elsewhere; certificate and server name are those of the host nevertheless. It
 * follows no redirects, uses no proxy, and reads a bounded part of the answer within a bounded
 * time.
 */
public final class HttpWebhookSender implements WebhookSender {

  private static final int CONNECT_MILLIS = 5_000;

  /** Addresses of a host that are tried. */
  private static final int MAX_ADDRESSES = 3;

  private final WebhookSettings settings;
  private final HostResolver resolver;
  private final Supplier<SocketFactory> tls;

  /**
   * A client.
   *
   * @param tls an {@link SSLSocketFactory}, asked for at each connection: the first one reads the
   *     certificates that are trusted, which takes longer than the rest of a start
   */
  public HttpWebhookSender(
      WebhookSettings settings, HostResolver resolver, Supplier<SocketFactory> tls) {
    this.settings = settings;
    this.resolver = resolver;
    this.tls = tls;
  }

  @Override
  public Optional<String> refusal(String url) {
    try {
      WebhookTarget.of(url, settings);
      return Optional.empty();
    } catch (RefusedTargetException e) {
      return Optional.of(e.reason());
    }
  }

  @Override
  public Answer post(String url, byte[] body, String signature, Duration limit) {
    try {
      WebhookTarget target = WebhookTarget.of(url, settings);
      List<InetAddress> addresses = target.addresses(resolver);
      return send(target, addresses, body, signature, limit);
    } catch (RefusedTargetException e) {
      return new Answer.Failed(e.reason());
    } catch (UnknownHostException e) {
      return new Answer.Failed("the host of the webhook is unknown");
    } catch (SSLException e) {
      return new Answer.Failed("TLS with the webhook failed: " + e.getMessage());
    } catch (IOException e) {
      return new Answer.Failed("the webhook cannot be reached: " + e.getMessage());
    }
  }

  private Answer send(
      WebhookTarget target,
      List<InetAddress> addresses,
      byte[] body,
      String signature,
      Duration limit)
      throws IOException {
    long millis = limit.toMillis();
    Socket plain = connect(addresses, target.port(), (int) Math.min(CONNECT_MILLIS, millis));
    CompletableFuture<Void> deadline =
        new CompletableFuture<Void>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
    deadline.thenRun(() -> closeQuietly(plain));
    try (plain;
        Socket socket = target.secure() ? secured(plain, target) : plain) {
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, millis));
      OutputStream out = socket.getOutputStream();
      out.write(head(target, body.length, signature));
      out.write(body);
      out.flush();
      return judge(new AnswerReader(new BufferedInputStream(socket.getInputStream())).read());
    } catch (IOException e) {
      if (deadline.isDone()) {
        return new Answer.Failed("the webhook took longer than " + limit.toSeconds() + " s");
      }
      throw e;
    } finally {
      deadline.cancel(false);
    }
  }

  private static Socket connect(List<InetAddress> addresses, int port, int millis)
      throws IOException {
    IOException failure = new UnknownHostException();
    for (InetAddress address : addresses.stream().limit(MAX_ADDRESSES).toList()) {
      Socket socket = new Socket(Proxy.NO_PROXY);
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, port), millis);
        return socket;
      } catch (IOException e) {
        closeQuietly(socket);
        failure = e;
      }
    }
    throw failure;
  }

  private Socket secured(Socket connected, WebhookTarget target) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            ((SSLSocketFactory) tls.get())
                .createSocket(connected, target.host(), target.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] head(WebhookTarget target, int length, String signature) {
    return ("POST "
            + target.path()
            + " HTTP/1.1\r\nHost: "
            + target.authority()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\nWebhook-Signature: "
            + signature
            + "\r\nUser-Agent: durable-streams\r\nAccept: application/json\r\n"
            + "Connection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Answer judge(AnswerReader.HttpAnswer answer) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return new Answer.Taken(DoneAnswer.in(answer.body()));
    }
    return new Answer.Failed(
        status >= 300 && status < 400
            ? "the webhook answered with a redirect, which is not followed: " + status
            : "the webhook answered " + status);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was to be closed.
    }
  }
}
