package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A port of 127.0.0.1 behind which another server is. While the link is cut, connections break and
 * new ones are refused, as when a service is down. While it is held, nothing passes and nothing
 * breaks, as when a network is down; what was on the way arrives later.
 */
public final class CuttableLink implements AutoCloseable {
  private static final int CHUNK_BYTES = 16_384;

  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable InetSocketAddress target;
  private ServerSocket listener;
  private boolean held;

  /** A link without a target: {@link #forwardTo}. */
  public CuttableLink() {
    try {
      this.listener = listen(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.port = listener.getLocalPort();
  }

  public static CuttableLink to(InetSocketAddress target) {
    return new CuttableLink().forwardTo(target);
  }

  /** Has new connections go there. */
  public CuttableLink forwardTo(InetSocketAddress newTarget) {
    target = newTarget;
    return this;
  }

  public int port() {
    return port;
  }

  public synchronized void cut() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    release();
  }

  public synchronized void hold() {
    held = true;
  }

  public synchronized void mend() throws IOException {
    release();
    if (listener.isClosed()) {
      listener = listen(port);
    }
  }

  private synchronized void release() {
    held = false;
    notifyAll();
  }

  private synchronized void awaitPassage() throws InterruptedException {
    while (held) {
      wait();
    }
  }

  private ServerSocket listen(int where) throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), where), 500);
    Thread.ofVirtual().start(() -> accept(socket));
    return socket;
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket client = from.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client, from));
      }
    } catch (IOException e) {
      // Cut: nothing is accepted any more.
    }
  }

  private void connect(Socket client, ServerSocket from) {
    var server = new Socket();
    open.add(server);
    try {
      awaitPassage();
      server.connect(target);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(client, server));
      if (from.isClosed()) {
        client.close();
      }
      pump(server, client);
    } catch (IOException e) {
      // The target is gone, and with it this connection.
      close(client);
      close(server);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] chunk = new byte[CHUNK_BYTES];
      int read = in.read(chunk);
      while (read >= 0) {
        awaitPassage();
        out.write(chunk, 0, read);
        read = in.read(chunk);
      }
      awaitPassage();
    } catch (IOException e) {
      // One of both has ended the connection, and with it both have.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
