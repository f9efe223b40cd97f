package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.request.FloodException;
import durablestreams.adapters.http.connection.request.FrameWatch;
import durablestreams.adapters.http.connection.request.RequestLimit;
import durablestreams.adapters.http.connection.request.RequestThreads;
import durablestreams.adapters.http.connection.waits.InterruptibleIo;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.connection.waits.ReadTimeouts;
import durablestreams.adapters.http.connection.waits.Timeouts;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A connection as Helidon's protocols see it, with every wait for the peer under watch: a {@link
 * Watchdog} calls {@link #check} now and then, from a thread of its own.
 */
public final class WatchedConnection implements ConnectionContext, DataWriter {

  private static final int DIRECT_READ = 64 << 10;

  /** Bytes that are read of what a client sends during a live wait. */
  private static final int MOST_AHEAD = 4_096;

  /** A SETTINGS frame with nothing but the number of requests at a time. */
  private static final byte[] SETTINGS = {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0};

  private final ConnectionContext delegate;
  private final HelidonSocket socket;
  private final Router router;
  private final Timeouts timeouts;
  private final DataReader reader = DataReader.create(this::pull);
  private final DataWriter writer;
  private final ReadTimeouts patience;
  private final InterruptibleIo reading = new InterruptibleIo();
  private final InterruptibleIo writing = new InterruptibleIo();
  private final PeerInfo remotePeer;
  private final @Nullable SocketChannel channel;

  /** The channel, when nothing but plain bytes goes over it. */
  private final @Nullable SocketChannel plain;

  private final LiveWait liveWait = new LiveWait();
  private final ReadAhead readAhead;
  private volatile @Nullable FrameWatch frames;
  private volatile @Nullable RequestThreads requests;

  /** Follows the first frame of Helidon's, which is written before any request is read. */
  private byte @Nullable [] settings;

  /** What was read and not taken yet; another thread reads only during a live wait. */
  private byte[] ahead = BufferData.EMPTY_BYTES;

  /** Whether the channel does not block, for another thread to write. */
  private volatile boolean lent;

  /** When the watchdog ended the input, by {@link System#nanoTime}; 0 before. */
  private long inputEnded;

  /**
   * @param channel what the connection goes over, where it is known
   */
  WatchedConnection(
      ConnectionContext delegate,
      Router router,
      Timeouts timeouts,
      @Nullable SocketChannel channel) {
    this.channel = channel;
    this.plain = delegate.isSecure() ? null : channel;
    this.delegate = delegate;
    this.socket = delegate.serverSocket();
    this.readAhead = new ReadAhead(socket, delegate.executor(), liveWait);
    this.router = router;
    this.timeouts = timeouts;
    this.patience = new ReadTimeouts(timeouts);
    this.writer = delegate.dataWriter();
    this.remotePeer = delegate.remotePeer();
  }

  private byte[] pull() {
    byte[] early = ahead;
    if (early.length > 0) {
      ahead = BufferData.EMPTY_BYTES;
      patience.afterRead(early.length);
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
      goAway();
      throw e;
    }
  }

  /** Tells an HTTP/2 client why the connection ends: ENHANCE_YOUR_CALM. */
  private void goAway() {
    byte[] frame = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11};
    writeNow(BufferData.create(frame));
  }

  private void beginRead() {
    patience.beforeRead();
    reading.begin();
  }

  private void endRead(int count) {
    reading.end();
    if (count < 1) { // TLS reads nothing when its end was announced
      throw new CloseConnectionException("the client is gone");
    }
    patience.afterRead(count);
  }

  /**
   * Reads exactly {@code count} bytes of a body into {@code target}, in large steps where the
   * socket allows it.
   */
  public void readFully(byte[] target, int from, int count) {
    int at = from;
    int end = from + count;
    int buffered = Math.min(reader.available(), count);
    if (buffered > 0) {
      reader.readBuffer(buffered).read(target, at, buffered);
      at += buffered;
    }
    SocketChannel direct = plain;
    while (at < end) {
      if (direct == null || end - at < DIRECT_READ) {
        reader.ensureAvailable();
        int next = Math.min(reader.available(), end - at);
        reader.readBuffer(next).read(target, at, next);
        at += next;
      } else {
        at += readDirectly(direct, target, at);
      }
    }
  }

  /** Reads from the channel what would only be copied if it went through a buffer. */
  private int readDirectly(SocketChannel open, byte[] target, int at) {
    beginRead();
    try {
      int count = open.read(ByteBuffer.wrap(target, at, DIRECT_READ));
      endRead(count);
      return count;
    } catch (IOException e) {
      throw new ServerConnectionException("the client cannot be read from", e);
    }
  }

  /** Waits until that many bytes can be read without waiting. */
  public void awaitBuffered(int count) {
    while (reader.available() < count) {
      reader.pullData();
    }
  }

  /** The connection speaks HTTP/2, and nothing of it was taken yet. */
  void speaksHttp2(RequestLimit limit) {
    patience.multiplex();
    requests = new RequestThreads(delegate.executor(), limit);
    byte[] frame = SETTINGS.clone();
    ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES, limit.ofOne());
    settings = frame;
    FrameWatch watch = new FrameWatch(limit);
    byte[] start = reader.readBytes(reader.available());
    watch.see(start);
    ahead = start;
    frames = watch;
    limit.turns().take();
  }

  /** Whether the calling thread has to refuse a request that is one too many over HTTP/2. */
  public boolean isRefused(int id) {
    RequestThreads threads = requests;
    FrameWatch watch = frames;
    if (threads == null || watch == null || !threads.refuses()) {
      return false;
    }
    watch.refused(id);
    return true;
  }

  /** The header section of a request is complete. */
  public void requestStarted() {
    patience.requestStarted();
  }

  /** The request was answered. */
  public void requestEnded(int id) {
    patience.requestEnded();
    FrameWatch watch = frames;
    if (watch != null) {
      watch.ended(id);
    }
  }

  /** The client of an HTTP/2 request gets no answer to the rest of its body. */
  public void abandon(int id) {
    FrameWatch watch = frames;
    if (watch != null) {
      watch.abandon(id);
    }
  }

  /**
   * The thread that calls begins to wait for the body of its request over HTTP/2.
   *
   * @param limit how long it waits in all, in nanoseconds
   */
  public void bodyAwaited(long limit) {
    patience.bodies().begin(limit);
  }

  /** Whether that wait was ended because the body is too slow. */
  public boolean bodyTimedOut() {
    return patience.bodies().timedOut();
  }

  /** That number of bytes of the body arrived. */
  public void bodyMoved(int count) {
    patience.bodies().moved(count);
  }

  /**
   * The thread that calls waits no more.
   *
   * @throws CloseConnectionException when the connection has ended in the meantime
   */
  public void bodyArrived() {
    patience.bodies().end();
  }

  /** What counts as one client: an IPv4 address, or a /64 network of IPv6. */
  public long client() {
    return AddressLimit.client(remotePeer.address());
  }

  /** The waits of a request. */
  public LiveWait liveWait(int id) {
    FrameWatch watch = frames;
    return watch == null ? liveWait : watch.wait(id);
  }

  /** Nothing is read from the connection any more. */
  void ended() {
    patience.bodies().endAll();
    FrameWatch watch = frames;
    if (watch != null) {
      watch.endAll();
    }
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
    boolean blocks = !lent;
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

  /** Whether a part of a request has come that was not answered yet, over HTTP/1. */
  boolean isInRequest() {
    return patience.isInRequest();
  }

  /**
   * Ends the waits for a peer that has kept the connection waiting for too long.
   *
   * @param scarce whether memory for bodies is scarce
   */
  void check(long now, boolean scarce) {
    if (now - writing.since(now) > timeouts.write()) {
      cutWriting();
    }
    if (channel != null) {
      lookForEnd(channel);
    }
    long waited = now - reading.since(now);
    if (waited > 0 && waited > patience.limit(now, scarce)) {
      cutReading(now);
    }
    if (channel != null && inputEnded != 0 && now - inputEnded > timeouts.write()) {
      close(channel);
    }
    patience.bodies().endSlow(now, timeouts.request(), scarce);
  }

  /** Ends the input alone where that can be done, so that the client can still be answered. */
  private void cutReading(long now) {
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

  /**
   * Ends the connection of a client that takes nothing. TLS writes under a lock, and a thread that
   * waits for the lock takes no interrupt.
   */
  private void cutWriting() {
    SocketChannel open = channel;
    if (open == null || plain != null) {
      writing.cut();
    } else {
      writing.cut(() -> close(open));
    }
  }

  private static void close(SocketChannel open) {
    try {
      open.close();
    } catch (IOException e) {
      // The connection has ended by itself.
    }
  }

  /** The next bytes a client sends are read and forgotten, up to {@code max} of them. */
  public void discard(long max) {
    long left = max;
    while (left > 0) {
      reader.ensureAvailable();
      int next = (int) Math.min(reader.available(), left);
      reader.skip(next);
      left -= next;
    }
  }

  /**
   * Like {@link #discard}, before the connection is closed: a client that is still sending would
   * otherwise lose the answer. It is given a second to stop.
   */
  public void linger(long max) {
    patience.linger();
    endOutput();
    discard(max);
  }

  /** Says that no other answer follows, where a connection can be closed by halves. */
  private void endOutput() {
    try {
      if (plain != null) {
        plain.shutdownOutput();
      }
    } catch (IOException e) {
      // The connection has ended by itself.
    }
  }

  @Override
  public void write(BufferData... buffers) {
    writeNow(buffers);
  }

  @Override
  public void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    writeNow(BufferData.create(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
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

  /**
   * Allows another thread to {@link #writeAtOnce}, while the thread of the connection neither reads
   * nor writes.
   *
   * @return false when that cannot be done with this connection
   */
  public boolean lend() {
    lent = plain != null && blocking(plain, false);
    return lent;
  }

  /** Ends what {@link #lend} began. */
  public void reclaim() {
    lent = false;
    if (plain != null) {
      blocking(plain, true);
    }
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

  /**
   * Writes as much as the socket takes, without waiting.
   *
   * @return how much that was, 0 when it is broken: the next {@link #writeNow} will tell
   */
  public int writeAtOnce(byte[] bytes, int from, int count) {
    if (plain == null) {
      return 0;
    }
    try {
      return plain.write(ByteBuffer.wrap(bytes, from, count));
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }

  @Override
  public DataWriter dataWriter() {
    return this;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public HelidonSocket serverSocket() {
    return socket;
  }

  @Override
  public ListenerContext listenerContext() {
    return delegate.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    RequestThreads threads = requests;
    return threads == null ? delegate.executor() : threads;
  }

  @Override
  public PeerInfo remotePeer() {
    return remotePeer;
  }

  @Override
  public PeerInfo localPeer() {
    return delegate.localPeer();
  }

  @Override
  public boolean isSecure() {
    return delegate.isSecure();
  }

  @Override
  public String socketId() {
    return delegate.socketId();
  }

  @Override
  public String childSocketId() {
    return delegate.childSocketId();
  }
}
