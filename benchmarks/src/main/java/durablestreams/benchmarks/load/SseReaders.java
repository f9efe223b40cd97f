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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Readers that follow one stream by SSE and check that every message comes once and in order.
 *
 * <p>A connection that the server ends is opened again from behind the last message that came, as a
 * client of the protocol does; only a message that never comes is lost.
 */
public final class SseReaders {

  private static final int OPENING_AT_ONCE = 200;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final LoopGroup loops;
  private final Endpoint endpoint;
  private final String stream;
  private final Broadcast broadcast;
  private final int messageBytes;
  private final List<Reader> readers = new ArrayList<>();
  private final List<Tally> tallies;
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicLongArray positions;
  private final LongAdder gaps = new LongAdder();

  /** Readers that are not open yet. */
  public SseReaders(
      LoopGroup loops,
      Endpoint endpoint,
      String stream,
      Broadcast broadcast,
      int count,
      int messageBytes) {
    this.loops = loops;
    this.endpoint = endpoint;
    this.stream = stream;
    this.broadcast = broadcast;
    this.messageBytes = messageBytes;
    positions = new AtomicLongArray(count);
    tallies = loops.perLoop(Tally::new);
    for (int i = 0; i < count; i++) {
      readers.add(new Reader(loops.loop(i), loops.of(tallies, i), i));
    }
  }

  /** Opens all readers, a few at a time, and waits until each has the head of its answer. */
  public void open(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    for (int i = 0; i < readers.size(); i++) {
      int index = i;
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      loops.await(() -> index - ready.get() < OPENING_AT_ONCE, left);
      Reader reader = readers.get(i);
      reader.loop.execute(reader::open);
    }
    Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    if (!loops.await(() -> ready.get() >= readers.size(), left)) {
      throw new IOException(
          "only %d of %d readers were let in".formatted(ready.get(), readers.size()));
    }
  }

  /** Number of the message that the slowest reader waits for. */
  public long slowest() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < positions.length(); i++) {
      least = Math.min(least, positions.getAcquire(i));
    }
    return least;
  }

  /** Messages that all readers together have. */
  public long delivered() {
    long sum = 0;
    for (int i = 0; i < positions.length(); i++) {
      sum += positions.getAcquire(i);
    }
    return sum - gaps.sum();
  }

  /** Closes all connections and adds up what they saw. */
  public Result finish() {
    readers.forEach(reader -> reader.loop.execute(reader::shut));
    loops.onEach(() -> {});
    long lost = 0;
    long repeated = 0;
    long reopened = 0;
    for (Reader reader : readers) {
      lost += broadcast.sent() - reader.next;
      repeated += reader.repeated;
      reopened += reader.reopened;
    }
    return new Result(Tally.sum(tallies), lost + gaps.sum(), repeated, reopened);
  }

  /**
   * What the readers saw.
   *
   * @param deliveries time from an append's start to each delivery, and failures
   * @param lost deliveries that never came
   * @param repeated deliveries that came twice
   * @param reopened connections that the server ended and that were opened again
   */
  public record Result(Tally deliveries, long lost, long repeated, long reopened) {}

  private final class Reader implements ConnectionHandler {

    private final EventLoop loop;
    private final int index;
    private final Tally tally;
    private final StampedMessage.Scanner scanner = new StampedMessage.Scanner(messageBytes);
    private @Nullable Connection connection;
    private boolean shut;
    private boolean everReady;
    private long next;
    private long repeated;
    private long reopened;

    Reader(EventLoop loop, Tally tally, int index) {
      this.loop = loop;
      this.tally = tally;
      this.index = index;
    }

    void open() {
      if (shut) {
        return;
      }
      scanner.reset();
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
      if (shut) {
        return;
      }
      String offset = broadcast.offsetBefore(next);
      if (offset.isEmpty()) {
        // The writer does not know it yet either.
        loop.at(System.nanoTime() + RETRY_NANOS, () -> opened(open));
      } else {
        open.send(ByteBuffer.wrap(Requests.read(endpoint, stream, offset, "sse", "")));
      }
    }

    @Override
    public void head(ResponseParser response) {
      if (!response.success()) {
        tally.failure(response.status());
      } else if (!everReady) {
        everReady = true;
        ready.incrementAndGet();
      }
    }

    @Override
    public void body(ByteBuffer buffer, int from, int length) {
      scanner.scan(buffer, from, length, this::message);
    }

    @Override
    public void responded(Connection answered, ResponseParser response) {
      answered.close();
      reopen();
    }

    @Override
    public void broken(Connection lost, IOException cause) {
      reopen();
    }

    private void message(long number) {
      if (number < next) {
        repeated++;
        return;
      }
      if (number > next) {
        gaps.add(number - next);
      }
      next = number + 1;
      positions.setRelease(index, next);
      if (broadcast.measured(number)) {
        tally.success(loop.now() - broadcast.sentAt(number));
      }
    }

    private void reopen() {
      if (!shut) {
        reopened++;
        loop.at(System.nanoTime() + RETRY_NANOS, this::open);
      }
    }
  }
}
