package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of 127.0.0.1 behind which another server is, until the link is cut: then all connections
 * break and new ones are refused, as when a service is down, until it is mended.
 */
public final class CuttableLink implements AutoCloseable {
  private final InetSocketAddress target;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket listener;

  private CuttableLink(InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = listen(0);
    this.port = listener.getLocalPort();
  }

  public static CuttableLink to(InetSocketAddress target) throws IOException {
    return new CuttableLink(target);
  }

  public int port() {
    return port;
  }

  public synchronized void cut() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  public synchronized void mend() throws IOException {
    if (listener.isClosed()) {
      listener = listen(port);
    }
  }

  private ServerSocket listen(int where) throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), where));
    Thread.ofVirtual().start(() -> accept(socket));
    return socket;
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket client = from.accept();
        open.add(client);
        var server = new Socket();
        open.add(server);
        server.connect(target);
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
        if (from.isClosed()) {
          client.close();
          server.close();
        }
      }
    } catch (IOException e) {
      // Cut, or the target is gone: nothing is accepted any more.
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of both has ended the connection, and with it both have.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
