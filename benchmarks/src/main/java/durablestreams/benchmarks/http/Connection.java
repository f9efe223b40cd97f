package durablestreams.benchmarks.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking HTTP/1.1 connection that belongs to one {@link EventLoop} and is used from its
 * thread only. One request is under way at a time; what the socket does not take at once is sent
 * when it is writable again.
 */
public final class Connection {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ConnectionHandler handler;
  private final ResponseParser parser = new ResponseParser();
  private final ByteBuffer[] out = {NOTHING, NOTHING};
  private final SocketChannel channel;
  private final SelectionKey key;
  private boolean headSeen;

  Connection(Endpoint endpoint, ConnectionHandler handler, Selector selector) throws IOException {
    this.handler = handler;
    channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      key = channel.register(selector, SelectionKey.OP_CONNECT, this);
      if (channel.connect(endpoint.address())) {
        connected();
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends a request; the buffer must stay untouched until the response begins. */
  public void send(ByteBuffer request) {
    send(request, NOTHING);
  }

  /** Sends a request in two parts, which must stay untouched until the response begins. */
  public void send(ByteBuffer head, ByteBuffer body) {
    out[0] = head;
    out[1] = body;
    headSeen = false;
    try {
      write();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Closes the connection without telling the handler. */
  public void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to be done for a socket that cannot even be closed.
    }
  }

  /** Handles what the selector reported, reading through the loop's shared buffer. */
  void selected(ByteBuffer in) {
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        connected();
      }
      if (key.isValid() && key.isWritable()) {
        write();
      }
      if (key.isValid() && key.isReadable()) {
        read(in);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void connected() {
    key.interestOps(SelectionKey.OP_READ);
    handler.opened(this);
  }

  private void write() throws IOException {
    if (out[1] == NOTHING) {
      channel.write(out[0]);
    } else {
      channel.write(out);
    }
    boolean done = !out[0].hasRemaining() && !out[1].hasRemaining();
    int wanted = done ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private void read(ByteBuffer in) throws IOException {
    in.clear();
    int count = channel.read(in);
    in.flip();
    if (count < 0) {
      if (parser.endOfInput()) {
        handler.responded(this, parser);
      }
      throw new EOFException("the server ended the connection");
    }
    while (in.hasRemaining()) {
      boolean complete = parser.feed(in, handler);
      if (!headSeen && parser.headComplete()) {
        headSeen = true;
        handler.head(parser);
      }
      if (complete) {
        handler.responded(this, parser);
      }
    }
  }

  private void fail(IOException cause) {
    if (key.isValid()) {
      close();
      handler.broken(this, cause);
    }
  }
}
