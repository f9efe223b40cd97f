package durablestreams.conformance.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Server that takes requests and gives prepared answers, or ends the connection instead. */
final class DroppingServer implements AutoCloseable {
  private static final String BUSY =
      "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  private static final String DONE =
      "HTTP/1.1 204 Done\r\nStream-Next-Offset: 1\r\nConnection: close\r\n\r\n";

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger requests = new AtomicInteger();
  private final IntFunction<String> answers;

  /** Ends each connection after the request. */
  DroppingServer() throws IOException {
    this(number -> "");
  }

  private DroppingServer(IntFunction<String> answers) throws IOException {
    this.answers = answers;
    Thread.ofVirtual().start(this::accept);
  }

  static DroppingServer busyOnce() throws IOException {
    return new DroppingServer(number -> number == 1 ? BUSY : DONE);
  }

  static DroppingServer alwaysBusy() throws IOException {
    return new DroppingServer(number -> BUSY);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  int requests() {
    return requests.get();
  }

  private void accept() {
    try {
      while (true) {
        try (Socket client = listener.accept()) {
          BufferedReader in =
              new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
          int length = 0;
          for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
              length = Integer.parseInt(line.substring(15).strip());
            }
          }
          for (int i = 0; i < length; i++) {
            in.read();
          }
          String answer = answers.apply(requests.incrementAndGet());
          client.getOutputStream().write(answer.getBytes(US_ASCII));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
