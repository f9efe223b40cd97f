package durablestreams.application.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * HTTP proxy between a client and an S3 server that damages answers: one fault for each request, in
 * the order in which requests come, then those of a rule, which are none at first. It takes one
 * request for each connection.
 */
public final class FaultyProxy implements AutoCloseable {

  public enum Fault {
    NONE,
    /** The server is not asked; the answer is 503 SlowDown. */
    UNAVAILABLE,
    /** The server is not asked; the answer is no HTTP. */
    GARBAGE,
    /** The server is asked; the connection ends without an answer. */
    ANSWER_LOST,
    /** The body ends after half of it. */
    TRUNCATED,
    /** One bit of the body is wrong. */
    CORRUPTED,
    /** The answer comes when the test lets it. */
    HELD,
    /** Half of the body comes at once, the rest when the test lets it. */
    HELD_HALFWAY,
    /** Half of the body comes at once, the rest after a while. */
    SLOW,
    /** The server is not asked; the answer to a PUT says that the object is stored. */
    NOT_STORED
  }

  private static final byte[] SLOW_DOWN =
      """
      HTTP/1.1 503 Slow Down\r
      Content-Type: application/xml\r
      Content-Length: 58\r
      Connection: close\r
      \r
      <Error><Code>SlowDown</Code><Message>no</Message></Error>\s\
      """
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] STORED =
      """
      HTTP/1.1 200 OK\r
      ETag: "d41d8cd98f00b204e9800998ecf8427e"\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);

  private static final Duration A_WHILE = Duration.ofMillis(150);

  private final ServerSocket listener = new ServerSocket();
  private final int serverPort;
  private final CountDownLatch released = new CountDownLatch(1);
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private Function<String, Fault> rule = line -> Fault.NONE;

  public FaultyProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.startVirtualThread(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  public synchronized void next(Fault fault, int times) {
    for (int i = 0; i < times; i++) {
      faults.add(fault);
    }
  }

  /** The faults of requests from now on, by their request lines. */
  public synchronized void rule(Function<String, Fault> faultOf) {
    rule = faultOf;
  }

  /** Lets held answers go, now and from now on. */
  public void release() {
    released.countDown();
  }

  /** The methods of all requests so far. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.startVirtualThread(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      String head = readHead(in);
      if (head.isEmpty()) {
        return;
      }
      Fault fault = begin(head);
      byte[] body = in.readNBytes(contentLength(head));
      switch (fault) {
        case UNAVAILABLE -> client.getOutputStream().write(SLOW_DOWN);
        case GARBAGE -> client.getOutputStream().write("220 smtp ready\r\n\r\n".getBytes());
        case NOT_STORED -> client.getOutputStream().write(STORED);
        default -> harm(fault, ask(head, body), client);
      }
    } catch (IOException | InterruptedException e) {
      // The client went away, or the server is down: the client sees the connection end.
    }
  }

  private synchronized Fault begin(String head) {
    requests.add(head.substring(0, head.indexOf(' ')));
    return faults.isEmpty() ? rule.apply(head.substring(0, head.indexOf('\r'))) : faults.poll();
  }

  private byte[] ask(String head, byte[] body) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      server.getOutputStream().write(closing(head).getBytes(StandardCharsets.ISO_8859_1));
      server.getOutputStream().write(body);
      return server.getInputStream().readAllBytes();
    }
  }

  private void harm(Fault fault, byte[] answer, Socket client)
      throws IOException, InterruptedException {
    int bodyAt = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    int middle = bodyAt + (answer.length - bodyAt) / 2;
    int firstPart = answer.length;
    switch (fault) {
      case ANSWER_LOST -> firstPart = 0;
      case TRUNCATED, HELD_HALFWAY, SLOW -> firstPart = middle;
      case CORRUPTED -> answer[middle] ^= 1;
      case HELD -> released.await();
      default -> {
        // As it is.
      }
    }
    client.getOutputStream().write(answer, 0, firstPart);
    if (fault == Fault.HELD_HALFWAY || fault == Fault.SLOW) {
      client.getOutputStream().flush();
      if (fault == Fault.SLOW) {
        Thread.sleep(A_WHILE);
      } else {
        released.await();
      }
      client.getOutputStream().write(answer, firstPart, answer.length - firstPart);
    }
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  private static String closing(String head) {
    return head.replaceAll("(?im)^connection:.*\r\n", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static int contentLength(String head) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring(15).strip());
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    release();
    listener.close();
  }
}
