import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Connections that append to a stream each, at a rate or as fast as they are answered. */
final class AppendLoad implements AutoCloseable {
  static final int MESSAGE_BYTES = 256;

  /** The last byte of each message, which stands nowhere else in it. */
  static final byte MARK = '~';

  private final List<String> streams = new ArrayList<>();
  private final LongAdder appended = new LongAdder();
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final Object lock = new Object();
  private boolean going;

  /** A rate of 0 is as fast as they are answered. */
  AppendLoad(int at, int connections, int rate) throws Exception {
    for (int i = 0; i < connections; i++) {
      String path = "/v1/stream/load-" + System.nanoTime() + "-" + i;
      Loopback.send(at, "PUT", path, "text/plain");
      streams.add(path);
      Thread.ofPlatform().daemon().start(() -> append(at, path, rate));
    }
  }

  List<String> streams() {
    return streams;
  }

  long count() {
    return appended.sum();
  }

  void run(int time) throws InterruptedException {
    pass(true);
    Thread.sleep(time * 1_000L);
    pass(false);
  }

  private void pass(boolean open) {
    synchronized (lock) {
      going = open;
      lock.notifyAll();
    }
  }

  private void awaitGate() throws InterruptedException {
    synchronized (lock) {
      while (!going) {
        lock.wait();
      }
    }
  }

  private void append(int at, String path, int rate) {
    byte[] request = request(path);
    try (Socket socket = new Socket("127.0.0.1", at)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      long due = 0;
      while (running.get()) {
        awaitGate();
        if (rate > 0) {
          long now = System.nanoTime();
          due = due < now - 100_000_000 ? now : due + 1_000_000_000L / rate;
          LockSupport.parkNanos(due - now);
        }
        out.write(request);
        answer(in);
        appended.increment();
      }
    } catch (IOException | InterruptedException e) {
      if (running.get()) {
        System.err.println("an append failed: " + e.getMessage());
      }
    }
  }

  private static byte[] request(String path) {
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, MESSAGE_BYTES);
    byte[] bytes = new byte[head.length() + MESSAGE_BYTES];
    Arrays.fill(bytes, (byte) 'x');
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, head.length());
    bytes[bytes.length - 1] = MARK;
    return bytes;
  }

  private static void answer(InputStream in) throws IOException {
    int line = 0;
    int at = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (at++ == "HTTP/1.1 ".length() && next != '2') {
        throw new IOException("status " + (char) next + "xx");
      }
      if (next == '\n' && line == 0) {
        return;
      }
      line = next == '\n' ? 0 : next == '\r' ? line : line + 1;
    }
    throw new IOException("the connection ended");
  }

  @Override
  public void close() {
    running.set(false);
    pass(true);
  }
}
