package durablestreams.conformance.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One TCP connection on which a test writes whatever bytes it likes and reads HTTP/1.1 replies
 * strictly. Every read is bounded: a server that does not finish what a test waits for within
 * {@link #TIMEOUT} fails the test instead of hanging it.
 */
public final class WireConnection implements AutoCloseable {
  /**
   * How long one reply or event may take. Longer than any timeout the servers under test are
   * started with.
   */
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Socket socket;
  private final PatientInput patient;
  private final InputStream in;
  private final OutputStream out;

  private WireConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.patient = new PatientInput(socket);
    this.in = new BufferedInputStream(patient, 16 * 1024);
    this.out = socket.getOutputStream();
  }

  public static WireConnection open(InetSocketAddress address) throws IOException {
    var socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(address, Math.toIntExact(TIMEOUT.toMillis()));
    return new WireConnection(socket);
  }

  public WireConnection write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Writes text as ISO 8859-1, so that every char below 256 is one byte on the wire. */
  public WireConnection write(String text) throws IOException {
    return write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Ends this side of the connection and leaves the other open, as a client does that died in the
   * middle of its request.
   */
  public void finishWriting() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads one reply to a request of the given method, which decides whether a body follows. */
  public HttpReply readReply(String method) throws WireException {
    patient.renew();
    return new ReplyReader(in).read(method);
  }

  /**
   * Reads the status line and the headers only; the body is the caller's to read from {@link
   * #bodyOf}.
   */
  HttpReply readHead() throws WireException {
    patient.renew();
    return new ReplyReader(in).readHead();
  }

  InputStream bodyOf(HttpReply head) {
    boolean chunked = head.list("Transfer-Encoding").stream().anyMatch("chunked"::equalsIgnoreCase);
    return chunked ? new ChunkedInput(in) : in;
  }

  /** Gives what is read from now on the whole {@link #TIMEOUT} again. */
  void renewTimeout() {
    patient.renew();
  }

  /** Everything the server sends until it closes the connection; a reset counts as closing. */
  public byte[] readUntilClosed() throws WireException {
    var received = new ByteArrayOutputStream();
    patient.renew();
    try {
      in.transferTo(received);
    } catch (SocketTimeoutException e) {
      throw new WireException("the server left the connection open for " + TIMEOUT, e);
    } catch (SocketException e) {
      return received.toByteArray();
    } catch (IOException e) {
      throw new WireException("the connection broke: " + e.getMessage(), e);
    }
    return received.toByteArray();
  }

  /**
   * Makes the close of this connection a reset (RST), as a crashed host or an impatient proxy does
   * it.
   */
  public void resetOnClose() throws SocketException {
    socket.setSoLinger(true, 0);
  }

  /**
   * The socket's input with a deadline over all reads together, which a trickle of bytes cannot
   * ancestor range.
   */
  private static final class PatientInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private long deadline;

    PatientInput(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      renew();
    }

    void renew() {
      deadline = System.nanoTime() + TIMEOUT.toNanos();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException("timed out after " + TIMEOUT);
      }
      socket.setSoTimeout(Math.toIntExact(left));
      return in.read(buffer, from, length);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
