import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** SSE readers of a stream, which count what they are sent. */
final class SseReaders implements AutoCloseable {
  private final LongAdder delivered = new LongAdder();
  private final List<Socket> sockets = new ArrayList<>();

  SseReaders(int at, String stream, int count) throws IOException {
    String request =
        "GET %s?offset=now&live=sse HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(stream);
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket("127.0.0.1", at);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
      Thread.ofVirtual().start(() -> read(socket));
    }
  }

  private void read(Socket socket) {
    byte[] piece = new byte[16 << 10];
    try {
      InputStream in = socket.getInputStream();
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        for (int i = 0; i < count; i++) {
          if (piece[i] == AppendLoad.MARK) {
            delivered.increment();
          }
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  long delivered() {
    return delivered.sum();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
