package durablestreams.benchmarks.load;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.LoopGroup;
import durablestreams.benchmarks.http.Requests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The same kind of request once for each of many streams, over a few connections. */
public final class Batch {

  private static final int CONNECTIONS = 16;

  private final LoopGroup loops;
  private final Endpoint endpoint;
  private final Duration limit;

  /** A batch that gives up after the given time. */
  public Batch(LoopGroup loops, Endpoint endpoint, Duration limit) {
    this.loops = loops;
    this.endpoint = endpoint;
    this.limit = limit;
  }

  /** Creates streams. */
  public Result create(List<String> streams, String contentType) throws IOException {
    return send("create", streams, name -> Requests.create(endpoint, name, contentType));
  }

  /** Appends a body to each of the streams. */
  public Result append(List<String> streams, String contentType, byte[] body) throws IOException {
    return send(
        "append",
        streams,
        name -> {
          byte[] head = Requests.append(endpoint, name, contentType, body.length);
          return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
        });
  }

  /** Deletes streams. */
  public Result delete(List<String> streams) throws IOException {
    return send("delete", streams, name -> Requests.delete(endpoint, name));
  }

  /**
   * What a batch came to.
   *
   * @param tally latencies and failures
   * @param seconds how long it took
   */
  public record Result(Tally tally, double seconds) {

    /** Successes per second. */
    public double rate() {
      return tally.successes() / seconds;
    }
  }

  private Result send(String what, List<String> streams, Function<String, byte[]> request)
      throws IOException {
    ClosedLoop loop = new ClosedLoop(loops, endpoint);
    AtomicInteger next = new AtomicInteger();
    RequestSource source =
        () -> {
          int index = next.getAndIncrement();
          return index < streams.size()
              ? new RequestSource.Outgoing(
                  ByteBuffer.wrap(request.apply(streams.get(index))), RequestSource.NO_BODY)
              : RequestSource.END;
        };
    for (int i = 0; i < Math.min(CONNECTIONS, streams.size()); i++) {
      loop.add(source, Pace.unlimited());
    }
    long start = System.nanoTime();
    loop.enter(Phase.MEASURE);
    loop.start();
    boolean done = loops.await(loop::exhausted, limit);
    double seconds = (System.nanoTime() - start) / 1e9;
    Tally tally = loop.finish();
    if (!done || tally.successes() < streams.size()) {
      throw new IOException(
          "%s of %d streams: %d done in %.0f s, failures by status %s"
              .formatted(what, streams.size(), tally.successes(), seconds, tally.failures()));
    }
    return new Result(tally, seconds);
  }
}
