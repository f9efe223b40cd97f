package durablestreams.adapters.http.cluster.peer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * HTTP/1.1 connection to another node. The thread of a request writes and reads without buffers in
 * between, so it knows what was sent when something fails. An interrupt closes the connection.
 * Another thread closes one that makes no progress.
 */
public final class PeerConnection implements AutoCloseable {

  /** Bytes of the buffer of a connection that is used. */
  public static final int BUFFER = 8 << 10;

  private final PeerAddress address;
  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final boolean plain;
  private byte[] buffer = new byte[0];
  private int at;
  private int end;
  private boolean reused;
  private long idleSince;

  /** When the write that goes on began, by {@link System#nanoTime}; 0 without one. */
  private volatile long writing;

  private PeerConnection(PeerAddress address, SocketChannel channel, Socket socket)
      throws IOException {
    this.address = address;
    this.channel = channel;
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.plain = !address.secure();
  }

  /** Connects. */
  static PeerConnection open(PeerAddress address, SSLContext tls, Duration timeout)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean open = false;
    try {
      int millis = (int) Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Socket socket = channel.socket();
      socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
      if (address.secure()) {
        socket.setSoTimeout(millis);
        socket = secured(socket, address, tls);
      }
      PeerConnection made = new PeerConnection(address, channel, socket);
      open = true;
      return made;
    } finally {
      if (!open) {
        channel.close();
      }
    }
  }

  private static SSLSocket secured(Socket socket, PeerAddress address, SSLContext tls)
      throws IOException {
    SSLSocket secured =
        (SSLSocket)
            tls.getSocketFactory().createSocket(socket, address.host(), address.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  public PeerAddress address() {
    return address;
  }

  /** Whether it has served a request before: the peer may be about to close it. */
  public boolean isReused() {
    return reused;
  }

  public void timeout(Duration timeout) throws IOException {
    socket.setSoTimeout((int) Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
  }

  public void write(byte[] bytes, int from, int count) throws IOException {
    writing = System.nanoTime() | 1;
    try {
      out.write(bytes, from, count);
    } finally {
      writing = 0;
    }
  }

  /** Since when a write waits, by {@link System#nanoTime}; 0 when none does. */
  long writingSince() {
    return writing;
  }

  /** Whether something of an answer has come, as far as that can be seen without waiting. */
  public boolean hasAnswer() throws IOException {
    return at < end || plain && look() > 0;
  }

  /** Whether the peer still has the connection, as far as that can be seen without waiting. */
  boolean isAlive() {
    try {
      return !plain || look() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads what has come, without waiting; only while nothing is buffered. */
  private int look() throws IOException {
    channel.configureBlocking(false);
    try {
      return receive(channel);
    } finally {
      channel.configureBlocking(true);
    }
  }

  private int receive(SocketChannel open) throws IOException {
    if (buffer.length == 0) {
      buffer = new byte[BUFFER];
    }
    int count = open.read(ByteBuffer.wrap(buffer));
    at = 0;
    end = Math.max(0, count);
    return count;
  }

  /** The next byte. */
  int read() throws IOException {
    if (at == end) {
      fill();
    }
    return buffer[at++] & 0xff;
  }

  /** Reads at least one byte and at most {@code count}; -1 at the end of the connection. */
  int read(byte[] target, int from, int count) throws IOException {
    if (at < end) {
      int next = Math.min(count, end - at);
      System.arraycopy(buffer, at, target, from, next);
      at += next;
      return next;
    }
    return in.read(target, from, count);
  }

  private void fill() throws IOException {
    if (buffer.length == 0) {
      buffer = new byte[BUFFER];
    }
    int count = in.read(buffer);
    if (count < 1) {
      throw new EOFException("the node closed the connection");
    }
    at = 0;
    end = count;
  }

  /** Begins to wait for another request, without a buffer; false when it cannot be used again. */
  boolean becomeIdle(long now) {
    if (at < end) {
      return false;
    }
    buffer = Arrays.copyOf(buffer, 0);
    at = 0;
    end = 0;
    idleSince = now;
    reused = true;
    return true;
  }

  long idleSince() {
    return idleSince;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, whatever became of it.
    }
  }
}
