package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.http.PlainClient;
import durablestreams.benchmarks.load.Broadcast;
import durablestreams.benchmarks.load.SseReaders;
import durablestreams.benchmarks.load.StampedMessage;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SSE connections on which nothing happens: what each costs in resident memory, and whether a
 * message still reaches every one of them. Our server has a heap of at most 512 MiB for it.
 *
 * @param connections number of connections
 * @param streams streams over which they are spread
 */
public record IdleConnectionsWorkload(int connections, int streams) implements Workload {

  private static final int MESSAGE_BYTES = 64;
  private static final String CONTENT_TYPE = "text/plain";
  private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);
  private static final Duration WAKE_LIMIT = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "idle-sse-" + connections;
  }

  @Override
  public String sentence() {
    return connections + " idle SSE connections on " + streams + " streams, then one message each";
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of(
        "connections", Integer.toString(connections), "streams", Integer.toString(streams));
  }

  @Override
  public Metric headline() {
    return Metric.KIB_PER_CONNECTION;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.SSE, Feature.STATE, Feature.PROCESS);
  }

  @Override
  public Map<String, String> settings() {
    return SMALL_HEAP;
  }

  @Override
  public boolean freshServer() {
    return true;
  }

  @Override
  public Trial prepare(Session session) {
    return () -> run(session);
  }

  private Sample run(Session session) throws IOException {
    List<String> names = session.newStreams(streams);
    session.settle(Duration.ofSeconds(3));
    double before = session.serverMeter().residentMib();
    List<Broadcast> broadcasts = new ArrayList<>();
    List<SseReaders> crowds = new ArrayList<>();
    try (PlainClient client = session.client()) {
      for (String name : names) {
        Broadcast broadcast = new Broadcast(client.create(name, CONTENT_TYPE), 1);
        broadcasts.add(broadcast);
        crowds.add(
            new SseReaders(
                session.loops(),
                session.endpoint(),
                name,
                broadcast,
                connections / streams,
                MESSAGE_BYTES));
        crowds.getLast().open(OPEN_LIMIT);
      }
      session.settle(Duration.ofSeconds(3));
      double perConnection = (session.serverMeter().residentMib() - before) * 1024 / connections;
      session.measure(() -> false);
      Sample memory = session.memory().put(Metric.KIB_PER_CONNECTION, perConnection);
      wake(session, client, names, broadcasts, crowds);
      return finish(crowds, memory);
    }
  }

  private void wake(
      Session session,
      PlainClient client,
      List<String> names,
      List<Broadcast> broadcasts,
      List<SseReaders> crowds)
      throws IOException {
    for (int i = 0; i < names.size(); i++) {
      broadcasts.get(i).measureFromHere();
      int number = broadcasts.get(i).sending();
      String offset =
          client.append(names.get(i), CONTENT_TYPE, StampedMessage.of(number, MESSAGE_BYTES));
      broadcasts.get(i).acknowledged(number, offset);
    }
    session
        .loops()
        .await(() -> crowds.stream().allMatch(crowd -> crowd.slowest() == 1), WAKE_LIMIT);
  }

  private static Sample finish(List<SseReaders> crowds, Sample sample) {
    long lost = 0;
    long errors = 0;
    for (SseReaders crowd : crowds) {
      SseReaders.Result result = crowd.finish();
      lost += result.lost();
      errors += result.deliveries().errors();
    }
    return sample.put(Metric.LOST, lost).put(Metric.ERRORS, errors);
  }
}
