package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.request.FloodException;
import durablestreams.adapters.http.connection.request.FrameWatch;
import durablestreams.adapters.http.connection.waits.InterruptibleIo;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.connection.waits.ReadTimeouts;
import durablestreams.adapters.http.connection.waits.Timeouts;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Input of a connection, whose waits for the peer to send are under watch. During a live wait over
 * HTTP/1 the watchdog reads, to see whether the client is gone.
 */
final class PeerInput {

  private static final int DIRECT_READ = 64 << 10;

  /** Pieces of a body that are buffered, each in an array of its own. */
  private static final int MOST_PIECES = 16;

  /** Bytes that are read of what a client sends during a live wait. */
  private static final int MOST_AHEAD = 4_096;

  private final HelidonSocket socket;
  private final DataReader reader = DataReader.create(this::pull);
  private final PeerOutput output;
  private final Timeouts timeouts;
  private final ReadTimeouts readTimeouts;
  private final InterruptibleIo reading = new InterruptibleIo();
  private final @Nullable SocketChannel channel;

  /** The channel, when nothing but plain bytes goes over it. */
  private final @Nullable SocketChannel plain;

  private final LiveWait liveWait = new LiveWait();
  private final ReadAhead readAhead;
  private volatile @Nullable FrameWatch frames;

  /** What was read and not taken yet; another thread reads only during a live wait. */
  private byte[] ahead = BufferData.EMPTY_BYTES;

  /** When the watchdog ended the input, by {@link System#nanoTime}; 0 before. */
  private long inputEnded;

  PeerInput(
      ConnectionContext context,
      Timeouts timeouts,
      @Nullable SocketChannel channel,
      @Nullable SocketChannel plain,
      PeerOutput output) {
    this.socket = context.serverSocket();
    this.timeouts = timeouts;
    this.readTimeouts = new ReadTimeouts(timeouts);
    this.channel = channel;
    this.plain = plain;
    this.output = output;
    this.readAhead = new ReadAhead(socket, context.executor(), liveWait);
  }

  DataReader reader() {
    return reader;
  }

  ReadTimeouts readTimeouts() {
    return readTimeouts;
  }

  /** The live wait of a connection over HTTP/1. */
  LiveWait liveWait() {
    return liveWait;
  }

  /** What watches the frames of an HTTP/2 connection; {@code null} over HTTP/1. */
  @Nullable FrameWatch frames() {
    return frames;
  }

  /** Has all frames watched from the first one on; nothing was taken yet. */
  void watch(FrameWatch watch) {
    byte[] start = reader.readBytes(reader.available());
    watch.see(start);
    ahead = start;
    frames = watch;
  }

  private byte[] pull() {
    byte[] early = ahead;
    if (early.length > 0) {
      ahead = BufferData.EMPTY_BYTES;
      readTimeouts.afterRead(early.length);
      return early;
    }
    beginRead();
    try {
      byte[] bytes = readAhead.isBegun() ? readAhead.take() : socket.get();
      endRead(bytes == null ? 0 : bytes.length);
      FrameWatch watch = frames;
      if (watch != null && bytes != null) {
        watch.see(bytes);
      }
      return bytes;
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("the client cannot be read from", e);
    } catch (FloodException e) {
      output.goAway();
      throw e;
    }
  }

  private void beginRead() {
    readTimeouts.beforeRead();
    reading.begin();
  }

  private void endRead(int count) {
    reading.end();
    if (count < 1) { // TLS reads nothing when its end was announced
      throw new CloseConnectionException("the client is gone");
    }
    readTimeouts.afterRead(count);
  }

  /** See {@link WatchedConnection#readFully}. */
  void readFully(byte[] target, int from, int count) {
    int at = from;
    int end = from + count;
    int buffered = Math.min(reader.available(), count);
    if (buffered > 0) {
      reader.readBuffer(buffered).read(target, at, buffered);
      at += buffered;
    }
    SocketChannel direct = plain;
    while (at < end) {
      if (direct == null || ahead.length > 0 || end - at < DIRECT_READ) {
        reader.ensureAvailable();
        int next = Math.min(reader.available(), end - at);
        reader.readBuffer(next).read(target, at, next);
        at += next;
      } else {
        at += readDirectly(direct, target, at, DIRECT_READ);
      }
    }
  }

  /** See {@link WatchedConnection#readSome}. */
  int readSome(byte[] target, int from, int count) {
    SocketChannel direct = plain;
    if (direct != null && ahead.length == 0 && reader.available() == 0) {
      return readDirectly(direct, target, from, count);
    }
    reader.ensureAvailable();
    int next = Math.min(reader.available(), count);
    reader.readBuffer(next).read(target, from, next);
    return next;
  }

  /** Reads from the channel what would only be copied if it went through a buffer. */
  private int readDirectly(SocketChannel open, byte[] target, int at, int most) {
    beginRead();
    try {
      int count = open.read(ByteBuffer.wrap(target, at, most));
      endRead(count);
      return count;
    } catch (IOException e) {
      throw new ServerConnectionException("the client cannot be read from", e);
    }
  }

  /** See {@link WatchedConnection#awaitBuffered}. */
  void awaitBuffered(int count) {
    for (int pieces = 0; reader.available() < count && pieces < MOST_PIECES; pieces++) {
      reader.pullData();
    }
  }

  /** The next bytes a client sends are read and forgotten, up to {@code max} of them. */
  void discard(long max) {
    long left = max;
    while (left > 0) {
      reader.ensureAvailable();
      int next = (int) Math.min(reader.available(), left);
      reader.skip(next);
      left -= next;
    }
  }

  /**
   * Ends the waits for a peer that has kept the connection waiting for too long.
   *
   * @param scarce whether what bodies take is scarce
   */
  void check(long now, boolean scarce) {
    if (channel != null) {
      lookForEnd(channel);
    }
    long waited = now - reading.since(now);
    if (waited > 0 && waited > readTimeouts.limit(now, scarce)) {
      cut(now);
    }
    if (channel != null && inputEnded != 0 && now - inputEnded > timeouts.write()) {
      PeerOutput.close(channel);
    }
    readTimeouts.bodies().endSlow(now, timeouts.request(), scarce);
  }

  /** Ends a live wait over HTTP/1 whose client has closed the connection, or its half of it. */
  private void lookForEnd(SocketChannel open) {
    if (frames != null || !liveWait.beginLook()) {
      return;
    }
    boolean gone = false;
    try {
      if (plain == null) {
        readAhead.begin();
      } else {
        gone = ahead.length == 0 && isAtEnd(open);
      }
    } finally {
      liveWait.endLook();
    }
    if (gone) {
      liveWait.leave();
    }
  }

  private boolean isAtEnd(SocketChannel open) {
    boolean blocks = !output.isNonBlocking();
    try {
      if (blocks) {
        open.configureBlocking(false);
      }
      try {
        ByteBuffer landing = ByteBuffer.allocate(MOST_AHEAD);
        int count = open.read(landing);
        if (count > 0) {
          ahead = Arrays.copyOf(landing.array(), count);
        }
        return count < 0;
      } finally {
        if (blocks) {
          open.configureBlocking(true);
        }
      }
    } catch (IOException e) {
      return true;
    }
  }

  /** Ends the input alone where that can be done, so that the client can still be answered. */
  private void cut(long now) {
    SocketChannel open = channel;
    if (open == null) {
      reading.cut();
      return;
    }
    reading.cut(() -> {
      inputEnded = now;
      try {
        open.shutdownInput();
      } catch (IOException e) {
        // The connection has ended by itself, and the wait with it.
      }
    });
  }
}
