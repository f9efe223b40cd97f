package durablestreams.histories.load;

import durablestreams.histories.client.Payloads;
import durablestreams.histories.client.RecordingClient;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.load.SharedStreams.Target;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Mixed load of concurrent clients. All choices follow from the seed; which requests meet is up to
 * the machine. Clients go on through restarts of the server.
 */
public final class Load implements AutoCloseable {
  private static final int SHARED = 6;

  private final Servers servers;
  private final History history;
  private final long seed;
  private final SharedStreams streams;
  private final Payloads payloads;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * @param name what the names of all streams begin with; a name that no run before used
   */
  public Load(Servers servers, History history, String name, long seed) {
    this.servers = servers;
    this.history = history;
    this.seed = seed;
    this.streams = new SharedStreams(name);
    this.payloads = new Payloads("m");
  }

  /** Creates the shared streams and starts the clients, of which at least six make sense. */
  public void start(int clients) throws InterruptedException {
    Client first = client("p0", seed);
    for (int i = 0; i < SHARED; i++) {
      Target shared = streams.unused("shared", i % 2 == 1);
      if (!first.create(shared, 0)) {
        throw new IllegalStateException("the server did not create " + shared);
      }
      streams.share(shared);
    }
    var seeds = new SplittableRandom(seed);
    for (int i = 1; i <= clients; i++) {
      Worker worker = worker(i, client("p" + i, seeds.nextLong()));
      running.add(threads.submit(() -> work(worker)));
    }
  }

  private static Worker worker(int number, Client client) {
    return switch (number) {
      case 1 -> new LifecycleWorker(client);
      case 2 -> new ForkWorker(client);
      case 3 -> new ClosingWorker(client);
      case 4 -> new TtlWorker(client);
      default -> new MixedWorker(client);
    };
  }

  private Client client(String process, long clientSeed) {
    return new Client(
        new RecordingClient(http, servers, process, history),
        new Random(clientSeed),
        payloads,
        streams);
  }

  private void work(Worker worker) {
    try {
      while (!stopped) {
        worker.step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the clients, and reads every stream from its start. The server is up. */
  public void finish() throws InterruptedException {
    stopped = true;
    for (Future<?> worker : running) {
      try {
        worker.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a client failed", e.getCause());
      }
    }
    Client last = client("last", seed);
    for (Target target : streams.all()) {
      last.readAll(target, "-1");
      last.http().head(target.name());
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
    http.shutdownNow();
  }
}
