package durablestreams.benchmarks.load;

import durablestreams.benchmarks.http.Connection;
import durablestreams.benchmarks.http.ConnectionHandler;
import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.EventLoop;
import durablestreams.benchmarks.http.LoopGroup;
import durablestreams.benchmarks.http.Requests;
import durablestreams.benchmarks.http.ResponseParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Readers that wait for the next message of one stream by long-poll, over and over.
 *
 * <p>A round begins with {@link #begin}, just before the append that will wake all; a waiter's time
 * runs from there to the last byte of its answer. Each then asks again from its new offset.
 */
public final class LongPollWaiters {

  private final LoopGroup loops;
  private final Endpoint endpoint;
  private final String stream;
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Tally> tallies;
  private final LongAdder requests = new LongAdder();
  private final LongAdder wakes = new LongAdder();
  private volatile long roundStart;
  private volatile boolean measuring;

  /** Opens the waiters, which wait from the given offset on. */
  public LongPollWaiters(
      LoopGroup loops, Endpoint endpoint, String stream, String offset, int count) {
    this.loops = loops;
    this.endpoint = endpoint;
    this.stream = stream;
    tallies = loops.perLoop(Tally::new);
    for (int i = 0; i < count; i++) {
      Waiter waiter = new Waiter(loops.loop(i), loops.of(tallies, i), offset);
      waiters.add(waiter);
      waiter.loop.execute(waiter::open);
    }
  }

  /** Whether every waiter has sent a request that no message has answered yet. */
  public boolean allWaiting() {
    return requests.sum() >= wakes.sum() + waiters.size();
  }

  /** Begins a round; its answers are recorded if so wished. */
  public void begin(boolean measured) {
    measuring = measured;
    roundStart = System.nanoTime();
  }

  /** Wakes by a message so far. */
  public long wakes() {
    return wakes.sum();
  }

  /** Closes all connections and adds up what they saw. */
  public Tally finish() {
    waiters.forEach(waiter -> waiter.loop.execute(waiter::shut));
    loops.onEach(() -> {});
    return Tally.sum(tallies);
  }

  private final class Waiter implements ConnectionHandler {

    private final EventLoop loop;
    private final Tally tally;
    private @Nullable Connection connection;
    private boolean shut;
    private String offset;
    private String cursor = "";

    Waiter(EventLoop loop, Tally tally, String offset) {
      this.loop = loop;
      this.tally = tally;
      this.offset = offset;
    }

    void open() {
      try {
        connection = loop.connect(endpoint, this);
      } catch (IOException e) {
        tally.failure(Tally.BROKEN);
      }
    }

    void shut() {
      shut = true;
      if (connection != null) {
        connection.close();
      }
    }

    @Override
    public void opened(Connection open) {
      requests.increment();
      poll(open);
    }

    @Override
    public void body(ByteBuffer buffer, int from, int length) {}

    @Override
    public void responded(Connection answered, ResponseParser response) {
      cursor = response.cursor();
      if (!response.nextOffset().isEmpty()) {
        offset = response.nextOffset();
      }
      switch (response.status()) {
        case 200 -> {
          if (measuring) {
            tally.success(System.nanoTime() - roundStart);
          }
          wakes.increment();
          requests.increment();
        }
        case 204 -> {
          // The wait was up before a message came: ask again.
        }
        default -> {
          tally.failure(response.status());
          return;
        }
      }
      poll(answered);
    }

    @Override
    public void broken(Connection lost, IOException cause) {
      if (!shut) {
        tally.failure(Tally.BROKEN);
      }
    }

    private void poll(Connection open) {
      open.send(ByteBuffer.wrap(Requests.read(endpoint, stream, offset, "long-poll", cursor)));
    }
  }
}
