package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.waits.InterruptibleIo;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Output of a connection, whose waits for the peer to take it are under watch. */
final class PeerOutput {

  /** A SETTINGS frame with nothing but the number of requests at a time. */
  private static final byte[] SETTINGS = {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0};

  /** A GOAWAY frame with ENHANCE_YOUR_CALM. */
  private static final byte[] GO_AWAY = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11};

  private final DataWriter writer;
  private final DirectBuffers buffers;
  private final @Nullable SocketChannel channel;

  /** The channel, when nothing but plain bytes goes over it. */
  private final @Nullable SocketChannel plain;

  private final InterruptibleIo writing = new InterruptibleIo();

  /** Follows the first frame of Helidon's, which is written before any request is read. */
  private byte @Nullable [] settings;

  /** Whether the channel does not block, for another thread to write. */
  private volatile boolean nonBlocking;

  PeerOutput(
      DataWriter writer,
      @Nullable SocketChannel channel,
      @Nullable SocketChannel plain,
      DirectBuffers buffers) {
    this.writer = writer;
    this.buffers = buffers;
    this.channel = channel;
    this.plain = plain;
  }

  /** Tells an HTTP/2 client how many requests it may have at a time, with the next frame. */
  void allowRequests(int most) {
    byte[] frame = SETTINGS.clone();
    ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES, most);
    settings = frame;
  }

  /** Tells an HTTP/2 client why the connection ends. */
  void goAway() {
    write(BufferData.create(GO_AWAY.clone()));
  }

  void write(BufferData buffer) {
    byte[] more = settings;
    settings = null;
    writing.begin();
    try {
      writer.writeNow(more == null ? buffer : BufferData.create(buffer, BufferData.create(more)));
      writing.end();
    } catch (UncheckedIOException | SocketWriterException e) {
      throw new ServerConnectionException("the client cannot be written to", e);
    }
  }

  /** See {@link WatchedConnection#directOutput}. */
  @Nullable DirectOutput direct() {
    ByteBuffer buffer = plain == null ? null : buffers.take();
    return buffer == null ? null : new DirectOutput(this, buffers, buffer);
  }

  /** Writes all of some buffers to a channel over which nothing but plain bytes goes. */
  void write(ByteBuffer[] all) {
    SocketChannel open = plain;
    if (open == null) {
      throw new IllegalStateException("the connection is not plain");
    }
    try {
      int at = 0;
      while (at < all.length) {
        writing.begin();
        open.write(all, at, all.length - at);
        writing.end();
        while (at < all.length && !all[at].hasRemaining()) {
          at++;
        }
      }
    } catch (IOException e) {
      throw new ServerConnectionException("the client cannot be written to", e);
    }
  }

  /** See {@link WatchedConnection#beginNonBlocking}. */
  boolean beginNonBlocking() {
    nonBlocking = plain != null && blocking(plain, false);
    return nonBlocking;
  }

  /** Ends what {@link #beginNonBlocking} began. */
  void endNonBlocking() {
    nonBlocking = false;
    if (plain != null) {
      blocking(plain, true);
    }
  }

  boolean isNonBlocking() {
    return nonBlocking;
  }

  /** A channel that is closed is so in either mode; the next read or write will tell. */
  private static boolean blocking(SocketChannel channel, boolean blocking) {
    try {
      channel.configureBlocking(blocking);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** See {@link WatchedConnection#writeAtOnce}. */
  int writeAtOnce(byte[] bytes, int from, int count) {
    if (plain == null) {
      return 0;
    }
    try {
      return plain.write(ByteBuffer.wrap(bytes, from, count));
    } catch (IOException e) {
      return 0;
    }
  }

  /** Says that no other answer follows, where a connection can be closed by halves. */
  void end() {
    try {
      if (plain != null) {
        plain.shutdownOutput();
      }
    } catch (IOException e) {
      // The connection has ended by itself.
    }
  }

  /**
   * Ends the connection of a client that has taken nothing for {@code limit} nanoseconds. TLS
   * writes under a lock, and a thread that waits for the lock takes no interrupt.
   */
  void check(long now, long limit) {
    if (now - writing.since(now) <= limit) {
      return;
    }
    SocketChannel open = channel;
    if (open == null || plain != null) {
      writing.cut();
    } else {
      writing.cut(() -> close(open));
    }
  }

  static void close(SocketChannel open) {
    try {
      open.close();
    } catch (IOException e) {
      // The connection has ended by itself.
    }
  }

  void flush() {
    writer.flush();
  }

  void close() {
    writer.close();
  }
}
