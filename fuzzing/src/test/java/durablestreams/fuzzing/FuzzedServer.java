package durablestreams.fuzzing;

import durablestreams.server.DurableStreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A server on memory with short timeouts, on a free port of the loopback address. */
final class FuzzedServer implements AutoCloseable {

  private static final int MAX_BODY = 4_096;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final DurableStreams server =
      DurableStreams.builder()
          .inMemory()
          .port(0)
          .heapBytes(128L << 20)
          .http(settings ->
              settings
                  .longPollTimeout(Duration.ofMillis(20))
                  .sseLifetime(Duration.ofMillis(100))
                  .requestTimeout(Duration.ofSeconds(5))
                  .stopTimeout(Duration.ofSeconds(2))
                  .maxBodyBytes(MAX_BODY))
          .start();

  /** Sends these bytes on a connection of their own, and returns all that is sent back. */
  String answers(byte[] input) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
      try {
        socket.getOutputStream().write(input);
        socket.shutdownOutput();
      } catch (IOException e) {
        // The server closed the connection before the end of the input.
      }
      var text = new StringBuilder();
      byte[] part = new byte[8_192];
      try {
        for (int n = socket.getInputStream().read(part);
            n >= 0;
            n = socket.getInputStream().read(part)) {
          text.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
        }
      } catch (java.net.SocketException e) {
        // A reset: the server had not read all of the input.
      }
      return text.toString();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
