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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Readers that each read a stream from its start to its tail, page after page, again and again.
 *
 * <p>Body bytes are counted as they arrive while measuring. A pass that ends with fewer bytes than
 * the stream holds counts as an error.
 */
public final class CatchUpReaders {

  private static final String START = "-1";

  /** A reader that meets more than these is given up. */
  private static final int MAX_ERRORS = 100;

  private final LoopGroup loops;
  private final Endpoint endpoint;
  private final String stream;
  private final long expectedBytes;
  private final List<Reader> readers = new ArrayList<>();
  private final List<Tally> tallies;
  private volatile Phase phase = Phase.WARM_UP;

  /**
   * Opens the readers, which begin at once.
   *
   * @param expectedBytes least number of body bytes of a whole pass
   */
  public CatchUpReaders(
      LoopGroup loops, Endpoint endpoint, String stream, int count, long expectedBytes) {
    this.loops = loops;
    this.endpoint = endpoint;
    this.stream = stream;
    this.expectedBytes = expectedBytes;
    tallies = loops.perLoop(Tally::new);
    for (int i = 0; i < count; i++) {
      Reader reader = new Reader(loops.loop(i), loops.of(tallies, i));
      readers.add(reader);
      reader.loop.execute(reader::open);
    }
  }

  /** Begins a phase. */
  public void enter(Phase next) {
    phase = next;
  }

  /** Whether every reader has ended its first pass. */
  public boolean allWarm() {
    return readers.stream().allMatch(reader -> reader.passes.get() > 0);
  }

  /** Stops all readers, wherever they are, and adds up what they counted. */
  public Result finish() {
    phase = Phase.DRAIN;
    loops.onEach(() -> {});
    readers.forEach(reader -> reader.loop.execute(reader::shut));
    loops.onEach(() -> {});
    long bytes = 0;
    long pages = 0;
    long passes = 0;
    for (Reader reader : readers) {
      bytes += reader.measuredBytes;
      pages += reader.pages;
      passes += reader.passes.get();
    }
    return new Result(Tally.sum(tallies), bytes, passes == 0 ? 0 : (double) pages / passes);
  }

  /**
   * What the readers saw.
   *
   * @param passes durations of the passes that ended while measuring, and the failures
   * @param bytes body bytes that arrived while measuring
   * @param pagesPerPass requests that a whole pass took
   */
  public record Result(Tally passes, long bytes, double pagesPerPass) {}

  private final class Reader implements ConnectionHandler {

    private final EventLoop loop;
    private final Tally tally;
    private int errors;
    private @Nullable Connection connection;
    private boolean shut;
    private String offset = START;
    private long started;
    private long passBytes;
    private long passPages;
    private long measuredBytes;
    private long pages;
    private final AtomicLong passes = new AtomicLong();

    Reader(EventLoop loop, Tally tally) {
      this.loop = loop;
      this.tally = tally;
    }

    void open() {
      if (shut) {
        return;
      }
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
    public void opened(Connection opened) {
      restart(opened);
    }

    @Override
    public void body(ByteBuffer buffer, int from, int length) {
      passBytes += length;
      if (phase == Phase.MEASURE) {
        measuredBytes += length;
      }
    }

    @Override
    public void responded(Connection answered, ResponseParser response) {
      if (!response.success()) {
        tally.failure(response.status());
        if (phase != Phase.DRAIN && ++errors < MAX_ERRORS) {
          restart(answered);
        }
        return;
      }
      passPages++;
      boolean end =
          response.atTail()
              || response.nextOffset().isEmpty()
              || response.nextOffset().equals(offset);
      offset = response.nextOffset();
      if (end) {
        endOfPass();
        if (phase != Phase.DRAIN) {
          restart(answered);
        }
      } else {
        request(answered);
      }
    }

    @Override
    public void broken(Connection lost, IOException cause) {
      if (!shut) {
        tally.failure(Tally.BROKEN);
        if (++errors < MAX_ERRORS) {
          open();
        }
      }
    }

    private void endOfPass() {
      pages += passPages;
      passes.incrementAndGet();
      if (passBytes < expectedBytes) {
        tally.failure(Tally.SHORT);
      } else if (phase == Phase.MEASURE) {
        tally.success(System.nanoTime() - started);
      }
    }

    private void restart(Connection open) {
      offset = START;
      passBytes = 0;
      passPages = 0;
      started = System.nanoTime();
      request(open);
    }

    private void request(Connection open) {
      open.send(ByteBuffer.wrap(Requests.read(endpoint, stream, offset, "", "")));
    }
  }
}
