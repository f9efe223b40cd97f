package durablestreams.adapters.http.live;

import durablestreams.adapters.http.exchange.ByteSink;
import durablestreams.adapters.http.exchange.LiveOutput;
import durablestreams.application.live.LiveBatch;
import durablestreams.domain.stream.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;

/**
 * Limit of the threads that encode batches for a single reader at a time, in order. Virtual threads
 * give up a processor only when they wait, so a thousand readers of large pages would keep every
 * other request from running until each has filled the buffer of its socket.
 */
public final class EncodingTurns {

  private final Semaphore turns;

  /** Leaves a processor to other requests. */
  public EncodingTurns() {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  EncodingTurns(int atOnce) {
    turns = new Semaphore(atOnce, true);
  }

  /** Encodes a batch into {@code out}; the turn ends before each write and is taken again after. */
  void encode(LiveBatch batch, ContentType type, LiveOutput out) {
    turns.acquireUninterruptibly();
    try {
      SseEncoder.write(batch, type, between(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      turns.release();
    }
  }

  private ByteSink between(LiveOutput out) {
    return (bytes, from, count) -> {
      if (!out.writesWith(count)) {
        out.append(bytes, from, count);
        return;
      }
      turns.release();
      try {
        out.append(bytes, from, count);
      } finally {
        turns.acquireUninterruptibly();
      }
    };
  }
}
