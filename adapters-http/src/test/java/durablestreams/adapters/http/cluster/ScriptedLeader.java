package durablestreams.adapters.http.cluster;

import durablestreams.application.replication.ClusterMember.Route;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A leader of which a test scripts each connection, byte by byte. */
final class ScriptedLeader implements AutoCloseable {

  static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  static final String DONE =
      "HTTP/1.1 204 No Content\r\nStream-Next-Offset: 0_1\r\nConnection: close\r\n\r\n";

  /** What happens on one connection. */
  @FunctionalInterface
  interface Script {
    void run(Connection connection) throws Exception;
  }

  /** A connection of a node that forwards. */
  static final class Connection {
    private final Socket socket;
    private final InputStream in;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
    }

    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) next());
      }
      return head.toString();
    }

    String body(int length) throws IOException {
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException();
      }
      return new String(body, StandardCharsets.US_ASCII);
    }

    private int next() throws IOException {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      return next;
    }

    void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits until the other end closes. */
    void awaitEnd() throws IOException {
      in.skip(Long.MAX_VALUE);
      while (in.read() >= 0) {
        // What comes is of no interest.
      }
    }
  }

  private final ServerSocket server;
  private final List<Throwable> failures = new ArrayList<>();
  private final Thread thread;
  private int served;

  /** Serves a connection by each script in turn, and closes it after that. */
  ScriptedLeader(Script... scripts) throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread =
        Thread.ofVirtual()
            .start(() -> {
              for (Script script : scripts) {
                serve(script);
              }
            });
  }

  private void serve(Script script) {
    try (Socket socket = server.accept()) {
      socket.setSoTimeout(30_000);
      script.run(new Connection(socket));
      wasServed();
    } catch (Exception | AssertionError e) {
      if (!server.isClosed()) {
        synchronized (failures) {
          failures.add(e);
        }
      }
    }
  }

  private synchronized void wasServed() {
    served++;
    notifyAll();
  }

  /** Waits until that many connections were served to the end of their script. */
  synchronized void awaitServed(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (served < count && System.nanoTime() < end) {
      wait(TimeUnit.SECONDS.toMillis(1));
    }
    if (served < count) {
      throw new AssertionError(served + " connections were served, not " + count);
    }
  }

  Route.Leader route() {
    return new Route.Leader("scripted", "http://127.0.0.1:" + server.getLocalPort());
  }

  @Override
  public void close() throws Exception {
    server.close();
    thread.join(30_000);
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new AssertionError("a script failed", failures.getFirst());
      }
    }
  }
}
