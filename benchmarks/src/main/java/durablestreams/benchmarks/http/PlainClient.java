package durablestreams.benchmarks.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A blocking client with one kept connection, for set-up and for the single writer of the live
 * workloads. A request on a connection that the server closed while idle is sent once more.
 */
public final class PlainClient implements AutoCloseable {

  private static final int READ_BUFFER_BYTES = 64 * 1024;

  private final Endpoint endpoint;
  private final int timeoutMillis;
  private final ByteBuffer in = ByteBuffer.allocate(READ_BUFFER_BYTES);
  private final ResponseParser parser = new ResponseParser();
  private Socket socket;

  /** Connects; every read fails after the given time. */
  public PlainClient(Endpoint endpoint, Duration timeout) throws IOException {
    this.endpoint = endpoint;
    timeoutMillis = Math.toIntExact(timeout.toMillis());
    socket = open();
  }

  /** Creates a stream and returns the offset of its tail. */
  public String create(String stream, String contentType) throws IOException {
    return expectSuccess("PUT", call(Requests.create(endpoint, stream, contentType), new byte[0]))
        .nextOffset();
  }

  /** Appends a body and returns the offset behind it. */
  public String append(String stream, String contentType, byte[] body) throws IOException {
    byte[] head = Requests.append(endpoint, stream, contentType, body.length);
    return expectSuccess("POST", call(head, body)).nextOffset();
  }

  /** Closes a stream. */
  public void closeStream(String stream) throws IOException {
    expectSuccess("POST", call(Requests.close(endpoint, stream), new byte[0]));
  }

  /** Deletes a stream; one that is not there is fine. */
  public void delete(String stream) throws IOException {
    call(Requests.delete(endpoint, stream), new byte[0]);
  }

  /** Sends any request and returns the parser that holds the answer. */
  public ResponseParser call(byte[] head, byte[] body) throws IOException {
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    try {
      return exchange(request);
    } catch (EOFException | SocketException e) {
      socket.close();
      socket = open();
      return exchange(request);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to be done for a socket that cannot even be closed.
    }
  }

  private ResponseParser exchange(byte[] request) throws IOException {
    parser.reset();
    socket.getOutputStream().write(request);
    while (true) {
      int count = socket.getInputStream().read(in.array());
      if (count < 0) {
        if (parser.endOfInput()) {
          return parser;
        }
        throw new EOFException("the server ended the connection");
      }
      if (parser.feed(in.clear().limit(count), BodySink.NONE)) {
        return parser;
      }
    }
  }

  private Socket open() throws IOException {
    Socket fresh = new Socket();
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(timeoutMillis);
    fresh.connect(endpoint.address(), timeoutMillis);
    return fresh;
  }

  private static ResponseParser expectSuccess(String method, ResponseParser answer)
      throws IOException {
    if (!answer.success()) {
      throw new IOException(method + " was answered with " + answer.status());
    }
    return answer;
  }
}
