package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.load.AppendRequests;
import durablestreams.benchmarks.load.ClosedLoop;
import durablestreams.benchmarks.load.Pace;
import durablestreams.benchmarks.load.Payloads;
import durablestreams.benchmarks.load.Phase;
import durablestreams.benchmarks.load.Tally;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Appends in closed loops.
 *
 * <p>A connection owns its streams and appends to each in turn; where there are more connections
 * than streams, they share.
 *
 * @param name short name
 * @param sentence what it does
 * @param connections connections, each with one append under way
 * @param streams number of streams
 * @param bytes size of a body
 * @param kind what a body is
 */
public record AppendWorkload(
    String name, String sentence, int connections, int streams, int bytes, Kind kind)
    implements Workload {

  /** This many streams are made anew for each run; more are kept from run to run. */
  private static final int FRESH_STREAMS = 1_000;

  /** The warm-up, and then the run, end when so much has been sent, whatever the time. */
  private static final long MOST_BYTES = 1L << 30;

  /** The same where bodies are small: two minutes of the highest rate. */
  private static final long MOST_SMALL_BYTES = 4L << 30;

  /** What a body is, and what goes with it. */
  public enum Kind {
    BINARY("application/octet-stream"),
    JSON("application/json"),
    PRODUCER("application/octet-stream");

    private final String contentType;

    Kind(String contentType) {
      this.contentType = contentType;
    }

    byte[] body(int bytes) {
      return this == JSON ? Payloads.json(bytes) : Payloads.binary(bytes);
    }
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of(
        "connections",
        Integer.toString(connections),
        "streams",
        Integer.toString(streams),
        "bytes",
        Integer.toString(bytes),
        "kind",
        kind.name());
  }

  @Override
  public Metric headline() {
    return connections == 1 ? Metric.P50 : Metric.APPENDS;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND);
  }

  @Override
  public Trial prepare(Session session) throws IOException {
    if (streams <= FRESH_STREAMS) {
      return () -> {
        List<String> names = create(session);
        Sample sample = run(session, names);
        session.batch().delete(names);
        return sample;
      };
    }
    List<String> names = create(session);
    return () -> run(session, names);
  }

  /** New streams for one run. */
  List<String> create(Session session) throws IOException {
    List<String> names = session.newStreams(streams);
    session.batch().create(names, kind.contentType);
    return names;
  }

  private Sample run(Session session, List<String> names) {
    ClosedLoop loop = loop(session, names, Pace.unlimited());
    loop.start();
    long most = bytes <= 1_024 ? MOST_SMALL_BYTES : MOST_BYTES;
    session.warmUp(() -> loop.sentBytes() > most);
    long before = loop.sentBytes();
    loop.enter(Phase.MEASURE);
    double seconds = session.measure(() -> loop.sentBytes() - before > most);
    Tally tally = loop.finish();
    return new Sample()
        .put(Metric.APPENDS, tally.successes() / seconds)
        .putLatencies(tally.latency())
        .put(Metric.ERRORS, tally.errors());
  }

  /** Connections with their requests, ready to start; each gets the pace it is given. */
  ClosedLoop loop(Session session, List<String> names, Pace... paces) {
    ClosedLoop loop = new ClosedLoop(session.loops(), session.endpoint());
    byte[] body = kind.body(bytes);
    for (int i = 0; i < connections; i++) {
      List<String> own = new ArrayList<>();
      for (int stream = i % streams; stream < streams; stream += connections) {
        own.add(names.get(stream));
      }
      AppendRequests requests =
          kind == Kind.PRODUCER
              ? AppendRequests.ofProducer(
                  session.endpoint(), own, kind.contentType, body, "producer-" + i)
              : AppendRequests.plain(session.endpoint(), own, kind.contentType, body);
      loop.add(requests, paces[i % paces.length]);
    }
    return loop;
  }
}
