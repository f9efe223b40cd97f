package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.waits.LiveWait;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One read of a TLS connection by a thread of its own, begun during a live wait: what shows on the
 * channel below does not tell a request from the end of the connection.
 *
 * <p>It is not waited for when the live wait ends, as the thread of the connection writes without
 * it. When that thread wants to read, it takes what this read brings.
 */
final class ReadAhead {

  private final HelidonSocket socket;
  private final Executor threads;
  private final LiveWait liveWait;

  /** Handed from thread to thread by the lock of the live wait. */
  private @Nullable FutureTask<byte[]> read;

  /**
   * @param liveWait learns that the client is gone
   */
  ReadAhead(HelidonSocket socket, Executor threads, LiveWait liveWait) {
    this.socket = socket;
    this.threads = threads;
    this.liveWait = liveWait;
  }

  /** Begins to read, once until it is taken; called while the thread of the connection waits. */
  void begin() {
    if (read == null) {
      FutureTask<byte[]> task = new FutureTask<>(this::read);
      try {
        threads.execute(task);
        read = task;
      } catch (RejectedExecutionException e) {
        // The server stops, and the connection with it.
      }
    }
  }

  private byte[] read() {
    byte[] bytes = null;
    try {
      bytes = socket.get();
    } catch (UncheckedIOException e) {
      // The connection is broken, which is an end as well.
    } finally {
      if (bytes == null || bytes.length == 0) {
        liveWait.leave();
      }
    }
    return bytes == null ? BufferData.EMPTY_BYTES : bytes;
  }

  /** Whether the next bytes are to be {@link #take}n from here. */
  boolean isBegun() {
    return read != null;
  }

  /** The bytes that were read, after a wait if need be; none at the end of the connection. */
  byte[] take() {
    FutureTask<byte[]> task = read;
    if (task == null) {
      throw new IllegalStateException("nothing is read ahead");
    }
    try {
      byte[] bytes = task.get();
      read = null;
      return bytes;
    } catch (InterruptedException e) {
      throw new CloseConnectionException("interrupted", e);
    } catch (ExecutionException e) {
      throw new CloseConnectionException("the client cannot be read from", e);
    }
  }
}
