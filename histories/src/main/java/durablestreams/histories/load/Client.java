package durablestreams.histories.load;

import durablestreams.histories.client.Payload;
import durablestreams.histories.client.Payloads;
import durablestreams.histories.client.RecordingClient;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Producer;
import durablestreams.histories.load.SharedStreams.Target;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Client that all workers use: appends, reads to the tail, and repeats until the outcome is known.
 */
final class Client {
  private static final int TRIES = 2_000;

  private final RecordingClient http;
  private final RandomGenerator random;
  private final Payloads payloads;
  private final SharedStreams streams;

  Client(RecordingClient http, RandomGenerator random, Payloads payloads, SharedStreams streams) {
    this.http = http;
    this.random = random;
    this.payloads = payloads;
    this.streams = streams;
  }

  RecordingClient http() {
    return http;
  }

  RandomGenerator random() {
    return random;
  }

  SharedStreams streams() {
    return streams;
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Mostly small messages, and now and then one of a few hundred kilobytes. */
  Payload payload(boolean json) {
    int length = chance(1) ? random.nextInt(300_000) : random.nextInt(200);
    return json ? payloads.json(1 + random.nextInt(4), length / 4) : payloads.bytes(length);
  }

  Operation append(Target target, Optional<Producer> producer, Payload payload)
      throws InterruptedException {
    Operation done = http.append(target.name(), target.json(), payload, producer, false);
    if (done.isOk()) {
      streams.boundary(target, done.reply().next());
    }
    pauseUnlessAnswered(done);
    return done;
  }

  /** Creates a stream, and knows in the end whether it is there. */
  boolean create(Target target, long ttl) throws InterruptedException {
    Payload first = chance(30) ? payload(target.json()) : Payload.NONE;
    return settled(() -> http.create(target.name(), target.json(), ttl, first)).isOk();
  }

  /** Repeats a request until its outcome is known, and is not that the server is away. */
  Operation settled(Supplier<Operation> request) throws InterruptedException {
    Operation done = request.get();
    for (int i = 0; i < TRIES && isOpen(done); i++) {
      Thread.sleep(10 + random.nextInt(20));
      done = request.get();
    }
    return done;
  }

  private static boolean isOpen(Operation done) {
    int status = done.reply().status();
    return done.isUnknown() || status == 0 || status == 429 || status == 503 || status == 507;
  }

  /** A server that is away gets some time. */
  void pauseUnlessAnswered(Operation done) throws InterruptedException {
    if (isOpen(done)) {
      Thread.sleep(10 + random.nextInt(20));
    }
  }

  /** Reads from an offset to the tail; gives the last answer. */
  Operation readAll(Target target, String from) throws InterruptedException {
    Operation page = http.read(target.name(), target.json(), from);
    for (int pages = 0; pages < 1_000 && page.isOk() && !page.reply().upToDate(); pages++) {
      page = http.read(target.name(), target.json(), page.reply().next());
    }
    pauseUnlessAnswered(page);
    return page;
  }
}
