package durablestreams.conformance.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Proxy that sends every request to a random node: each connection carries one, because it tells
 * the node to close the connection after its answer.
 */
final class RandomNodeProxy implements AutoCloseable {

  private static final int MOST_NODES = 3;
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;
  private final Random random;
  private final AtomicIntegerArray requests = new AtomicIntegerArray(MOST_NODES);
  private volatile List<Integer> ports = List.of();

  RandomNodeProxy(long seed) {
    this.random = new Random(seed);
    try {
      this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("random-node-proxy").start(this::accept);
  }

  /** Forwards to the nodes at these ports from now on. */
  void forwardTo(List<Integer> nodes) {
    ports = List.copyOf(nodes);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many requests that node got. */
  int requests(int node) {
    return requests.get(node);
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket client) {
    int node;
    synchronized (random) {
      node = random.nextInt(ports.size());
    }
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), ports.get(node))) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      byte[] line = firstLine(client.getInputStream());
      if (line.length == 0) {
        return;
      }
      requests.incrementAndGet(node);
      server.getOutputStream().write(line);
      server.getOutputStream().write(CLOSE);
      Thread up = Thread.ofVirtual().start(() -> pipe(client, server));
      pipe(server, client);
      // The answer has ended, and so does the request.
      server.close();
      client.close();
      up.join();
    } catch (IOException e) {
      // One of the two went away, and now the other does.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] firstLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      line.write(next);
      if (next == '\n') {
        break;
      }
      next = in.read();
    }
    return line.toByteArray();
  }

  private static void pipe(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
