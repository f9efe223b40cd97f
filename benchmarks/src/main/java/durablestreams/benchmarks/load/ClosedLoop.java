package durablestreams.benchmarks.load;

import durablestreams.benchmarks.http.Connection;
import durablestreams.benchmarks.http.ConnectionHandler;
import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.EventLoop;
import durablestreams.benchmarks.http.LoopGroup;
import durablestreams.benchmarks.http.ResponseParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Connections that each send a request, wait for its answer, and send the next.
 *
 * <p>An answer other than 2xx is counted and the connection goes on; a broken connection is counted
 * and opened again after a moment. The time of a request runs from when it was due to when its
 * answer was complete.
 */
public final class ClosedLoop {

  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);

  private final LoopGroup loops;
  private final Endpoint endpoint;
  private final List<Driver> drivers = new ArrayList<>();
  private final List<Tally> tallies;
  private final AtomicInteger idle = new AtomicInteger();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private volatile Phase phase = Phase.WARM_UP;

  /** A loop with no connections yet. */
  public ClosedLoop(LoopGroup loops, Endpoint endpoint) {
    this.loops = loops;
    this.endpoint = endpoint;
    tallies = loops.perLoop(Tally::new);
  }

  /** Adds a connection; call it before the start. */
  public void add(RequestSource source, Pace pace) {
    int index = drivers.size();
    drivers.add(new Driver(loops.loop(index), loops.of(tallies, index), source, pace));
  }

  /** Opens all connections; the phase is {@link Phase#WARM_UP}. */
  public void start() {
    for (Driver driver : drivers) {
      driver.loop.execute(driver::open);
    }
  }

  /** Begins a phase. */
  public void enter(Phase next) {
    phase = next;
  }

  /** Request bytes sent so far, warm-up included. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  /** Good answers so far, warm-up included. */
  public long succeeded() {
    return succeeded.sum();
  }

  /** Whether every connection has run out of requests. */
  public boolean exhausted() {
    return idle.get() == drivers.size();
  }

  /** Stops sending, awaits what is under way, closes the connections and adds up what they saw. */
  public Tally finish() {
    phase = Phase.DRAIN;
    loops.await(this::exhausted, DRAIN_LIMIT);
    for (Driver driver : drivers) {
      driver.loop.execute(driver::shut);
    }
    loops.onEach(() -> {});
    return Tally.sum(tallies);
  }

  /** One connection and its requests, on one event loop. */
  private final class Driver implements ConnectionHandler {

    private final EventLoop loop;
    private final RequestSource source;
    private final Pace pace;
    private final Tally tally;
    private @Nullable Connection connection;
    private boolean shut;
    private boolean counted;
    private long due;

    Driver(EventLoop loop, Tally tally, RequestSource source, Pace pace) {
      this.loop = loop;
      this.tally = tally;
      this.source = source;
      this.pace = pace;
    }

    void open() {
      if (shut || phase == Phase.DRAIN) {
        becomeIdle();
        return;
      }
      try {
        connection = loop.connect(endpoint, this);
      } catch (IOException e) {
        retry();
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
      connection = opened;
      sendNext(opened);
    }

    @Override
    public void body(ByteBuffer buffer, int from, int length) {}

    @Override
    public void responded(Connection answered, ResponseParser response) {
      if (response.success()) {
        succeeded.increment();
      }
      if (phase == Phase.MEASURE) {
        if (response.success()) {
          tally.success(System.nanoTime() - due);
        } else {
          tally.failure(response.status());
        }
      } else if (!response.success()) {
        tally.failure(response.status());
      }
      sendNext(answered);
    }

    @Override
    public void broken(Connection lost, IOException cause) {
      if (!shut) {
        tally.failure(Tally.BROKEN);
        retry();
      }
    }

    private void sendNext(Connection open) {
      if (phase == Phase.DRAIN) {
        becomeIdle();
        return;
      }
      long now = System.nanoTime();
      due = pace.due(now);
      if (due <= now) {
        send(open);
      } else {
        loop.at(due, () -> send(open));
      }
    }

    private void send(Connection open) {
      if (open != connection) {
        return; // It broke while this request was waiting for its time.
      }
      RequestSource.Outgoing request = phase == Phase.DRAIN ? RequestSource.END : source.next();
      if (request == RequestSource.END) {
        becomeIdle();
        return;
      }
      sentBytes.add(request.length());
      open.send(request.head(), request.body());
    }

    private void retry() {
      loop.at(System.nanoTime() + RECONNECT_NANOS, this::open);
    }

    private void becomeIdle() {
      if (!counted) {
        counted = true;
        idle.incrementAndGet();
      }
    }
  }
}
