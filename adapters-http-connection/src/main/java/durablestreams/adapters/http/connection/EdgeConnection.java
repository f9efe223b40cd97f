package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.request.FloodException;
import durablestreams.adapters.http.errors.ErrorCode;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection: counted, watched, and handed to the protocol that its first bytes speak. */
final class EdgeConnection implements ServerConnection, InterruptableTask<Void> {

  private static final byte[] HTTP2_PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** What is read of a client that is refused, so that it gets to read the answer. */
  private static final long REFUSED_BYTES = 64 << 10;

  private final WatchedConnection connection;
  private final Protocols protocols;
  private final Watchdog watchdog;
  private final AddressLimit addresses;
  private final FloodLog floods;
  private final Consumer<String> refusals;
  private volatile @Nullable ServerConnection protocol;
  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private boolean http2;

  EdgeConnection(
      WatchedConnection connection,
      Protocols protocols,
      Watchdog watchdog,
      AddressLimit addresses,
      FloodLog floods,
      Consumer<String> refusals) {
    this.connection = connection;
    this.protocols = protocols;
    this.watchdog = watchdog;
    this.addresses = addresses;
    this.floods = floods;
    this.refusals = refusals;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    thread = Thread.currentThread();
    SocketAddress address = connection.remotePeer().address();
    boolean counted = addresses.enter(address);
    watchdog.add(connection);
    try {
      if (!counted) {
        refuse();
        return;
      }
      ServerConnection chosen = choose();
      protocol = chosen;
      if (!closed) {
        chosen.handle(limit);
      }
    } catch (FloodException e) {
      refusals.accept("flood");
      floods.flood(connection.remotePeer().host(), e);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      if (!http2) {
        throw e;
      }
      // Helidon's readers of frames expect frames as they should be.
      refusals.accept("malformed");
      floods.malformed(connection.remotePeer().host(), e);
    } finally {
      connection.ended();
      watchdog.remove(connection);
      if (counted) {
        addresses.leave(address);
      }
    }
  }

  /**
   * Answers before anything was asked: connections that say nothing would otherwise be held open in
   * any number.
   */
  private void refuse() {
    refusals.accept(ErrorCode.TOO_MANY_CONNECTIONS.code());
    connection.writeNow(BufferData.create(protocols.tooMany()));
    connection.linger(REFUSED_BYTES);
  }

  private ServerConnection choose() {
    DataReader reader = connection.dataReader();
    reader.ensureAvailable();
    int matched = 0;
    while (matched < HTTP2_PREFACE.length) {
      int known = Math.min(reader.available(), HTTP2_PREFACE.length);
      if (known == matched) {
        known = matched + 1; // waits for the next byte
      }
      BufferData start = reader.getBuffer(known);
      for (int i = 0; i < known; i++) {
        if (start.read() != HTTP2_PREFACE[i]) {
          return protocols.http1(connection);
        }
      }
      matched = known;
    }
    http2 = true;
    connection.speaksHttp2(protocols.requests());
    return protocols.http2().connection(connection);
  }

  @Override
  public boolean canInterrupt() {
    return !(protocol instanceof InterruptableTask<?> task) || task.canInterrupt();
  }

  /** Never: the watchdog closes idle connections. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    closed = true;
    ServerConnection chosen = protocol;
    if (chosen != null) {
      chosen.close(interrupt);
      return;
    }
    Thread waiting = thread;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
