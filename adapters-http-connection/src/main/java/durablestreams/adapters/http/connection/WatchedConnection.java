package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.request.FrameWatch;
import durablestreams.adapters.http.connection.request.RequestLimit;
import durablestreams.adapters.http.connection.request.RequestThreads;
import durablestreams.adapters.http.connection.waits.BodyWaits;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.connection.waits.ReadTimeouts;
import durablestreams.adapters.http.connection.waits.Timeouts;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A connection as Helidon's protocols see it, with every wait for the peer under watch: a {@link
 * Watchdog} calls {@link #check} now and then, from a thread of its own.
 */
public final class WatchedConnection implements ConnectionContext, DataWriter {

  private final ConnectionContext delegate;
  private final Router router;
  private final PeerInput input;
  private final PeerOutput output;
  private final ReadTimeouts readTimeouts;
  private final Timeouts timeouts;
  private final PeerInfo remotePeer;
  private volatile @Nullable RequestThreads requests;

  /**
   * @param channel what the connection goes over, where it is known
   * @param buffers for large answers
   */
  WatchedConnection(
      ConnectionContext delegate,
      Router router,
      Timeouts timeouts,
      @Nullable SocketChannel channel,
      DirectBuffers buffers) {
    SocketChannel plain = delegate.isSecure() ? null : channel;
    this.delegate = delegate;
    this.router = router;
    this.timeouts = timeouts;
    this.output = new PeerOutput(delegate.dataWriter(), channel, plain, buffers);
    this.input = new PeerInput(delegate, timeouts, channel, plain, output);
    this.readTimeouts = input.readTimeouts();
    this.remotePeer = delegate.remotePeer();
  }

  /**
   * Reads exactly {@code count} bytes of a body into {@code target}, in large steps where the
   * socket allows it.
   */
  public void readFully(byte[] target, int from, int count) {
    input.readFully(target, from, count);
  }

  /** Reads what comes next of a body, at least a byte and at most {@code count}. */
  public int readSome(byte[] target, int from, int count) {
    return input.readSome(target, from, count);
  }

  /** Waits for that many bytes to be buffered, or for many small pieces of them. */
  public void awaitBuffered(int count) {
    input.awaitBuffered(count);
  }

  /** The connection speaks HTTP/2, and nothing of it was taken yet. */
  void speaksHttp2(RequestLimit limit) {
    readTimeouts.multiplex();
    requests = new RequestThreads(delegate.executor(), limit);
    output.allowRequests(limit.ofOne());
    input.watch(new FrameWatch(limit));
    limit.turns().take();
  }

  /** Whether the calling thread has to refuse a request that is one too many over HTTP/2. */
  public boolean isRefused(int id) {
    RequestThreads threads = requests;
    FrameWatch watch = input.frames();
    if (threads == null || watch == null || !threads.refuses()) {
      return false;
    }
    watch.refused(id);
    return true;
  }

  /** The header section of a request is complete. */
  public void requestStarted() {
    readTimeouts.requestStarted();
  }

  /** The request was answered. */
  public void requestEnded(int id) {
    readTimeouts.requestEnded();
    FrameWatch watch = input.frames();
    if (watch != null) {
      watch.ended(id);
    }
  }

  /** The client of an HTTP/2 request gets no answer to the rest of its body. */
  public void abandon(int id) {
    FrameWatch watch = input.frames();
    if (watch != null) {
      watch.abandon(id);
    }
  }

  /** The bodies of requests over HTTP/2 that are waited for. */
  public BodyWaits bodies() {
    return readTimeouts.bodies();
  }

  /** The waits of a request. */
  public LiveWait liveWait(int id) {
    FrameWatch watch = input.frames();
    return watch == null ? input.liveWait() : watch.wait(id);
  }

  /** Nothing is read from the connection any more. */
  void ended() {
    readTimeouts.bodies().endAll();
    FrameWatch watch = input.frames();
    if (watch != null) {
      watch.endAll();
    }
  }

  /** Whether a part of a request has come that was not answered yet, over HTTP/1. */
  boolean isInRequest() {
    return readTimeouts.isInRequest();
  }

  /**
   * Ends the waits for a peer that has kept the connection waiting for too long.
   *
   * @param scarce whether what bodies take is scarce
   */
  void check(long now, boolean scarce) {
    output.check(now, timeouts.write());
    input.check(now, scarce);
  }

  /** The next bytes a client sends are read and forgotten, up to {@code max} of them. */
  public void discard(long max) {
    input.discard(max);
  }

  /**
   * Like {@link #discard}, before the connection is closed: a client that is still sending would
   * otherwise lose the answer. It is given a second to stop.
   */
  public void linger(long max) {
    readTimeouts.linger();
    output.end();
    discard(max);
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
    output.write(buffer);
  }

  /**
   * Allows another thread to {@link #writeAtOnce}, while the thread of the connection neither reads
   * nor writes.
   *
   * @return false when that cannot be done with this connection
   */
  public boolean beginNonBlocking() {
    return output.beginNonBlocking();
  }

  /** Ends what {@link #beginNonBlocking} began. */
  public void endNonBlocking() {
    output.endNonBlocking();
  }

  /**
   * Writes as much as the socket takes, without waiting.
   *
   * @return how much that was, 0 when it is broken: the next {@link #writeNow} will tell
   */
  public int writeAtOnce(byte[] bytes, int from, int count) {
    return output.writeAtOnce(bytes, from, count);
  }

  /** A way to write many bytes with one copy; {@code null} over TLS, or if too many do. */
  public @Nullable DirectOutput directOutput() {
    return output.direct();
  }

  @Override
  public void flush() {
    output.flush();
  }

  @Override
  public void close() {
    output.close();
  }

  @Override
  public DataWriter dataWriter() {
    return this;
  }

  @Override
  public DataReader dataReader() {
    return input.reader();
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public HelidonSocket serverSocket() {
    return delegate.serverSocket();
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
