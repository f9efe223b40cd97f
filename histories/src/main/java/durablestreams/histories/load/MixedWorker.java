package durablestreams.histories.load;

import durablestreams.histories.client.Payload;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Producer;
import durablestreams.histories.load.SharedStreams.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Client that appends to shared streams, also as a producer, and reads them in every way. */
final class MixedWorker implements Worker {
  private final Client client;
  private final Map<Target, Sequence> sequences = new HashMap<>();
  private final Map<Target, String> places = new HashMap<>();

  /** State of this client as a producer on one stream. */
  private static final class Sequence {
    private int incarnation;
    private long epoch;
    private long next;
    private Payload last = Payload.NONE;
  }

  MixedWorker(Client client) {
    this.client = client;
  }

  @Override
  public void step() throws InterruptedException {
    Target target = client.streams().any(client.random());
    int draw = client.random().nextInt(100);
    if (draw < 40) {
      client.append(target, Optional.empty(), client.payload(target.json()));
    } else if (draw < 65) {
      produce(target);
    } else if (draw < 85) {
      read(target);
    } else if (draw < 91) {
      longPoll(target);
    } else if (draw < 95) {
      follow(target);
    } else {
      client.pauseUnlessAnswered(client.http().head(target.name()));
    }
  }

  private void produce(Target target) throws InterruptedException {
    Sequence sequence = sequences.computeIfAbsent(target, key -> new Sequence());
    if (sequence.next > 0 && client.chance(5)) {
      // A repetition of what was acknowledged: nothing is appended.
      send(target, sequence, sequence.next - 1, sequence.last);
      return;
    }
    if (sequence.next > 0 && client.chance(2)) {
      sequence.epoch++;
      sequence.next = 0;
    }
    Payload payload = client.payload(target.json());
    Operation done = send(target, sequence, sequence.next, payload);
    if (done.isOk()) {
      sequence.next++;
      sequence.last = payload;
    } else {
      // The stream is closed or gone, or the server lost the producer; a new one begins.
      sequence.incarnation++;
      sequence.epoch = 0;
      sequence.next = 0;
    }
  }

  private Operation send(Target target, Sequence sequence, long seq, Payload payload)
      throws InterruptedException {
    String id = client.http().process() + "-" + sequence.incarnation;
    Optional<Producer> producer = Optional.of(new Producer(id, sequence.epoch, seq));
    return client.settled(
        () -> client.http().append(target.name(), target.json(), payload, producer, false));
  }

  /** Goes on where this client was, begins again, or begins at the tail. */
  private void read(Target target) throws InterruptedException {
    int draw = client.random().nextInt(20);
    String from =
        draw == 0
            ? "-1"
            : draw < 4
                ? "now"
                : draw < 10 ? client.streams().boundary(target) : places.getOrDefault(target, "-1");
    went(target, client.readAll(target, from));
  }

  private void longPoll(Target target) throws InterruptedException {
    String from = places.getOrDefault(target, "now");
    Operation done =
        client.http().longPoll(target.name(), target.json(), from, Duration.ofSeconds(2));
    went(target, done);
    client.pauseUnlessAnswered(done);
  }

  private void follow(Target target) {
    String from = places.getOrDefault(target, client.streams().boundary(target));
    int events = 1 + client.random().nextInt(20);
    String last =
        client.http().follow(target.name(), target.json(), from, events, Duration.ofMillis(500));
    places.put(target, last);
  }

  private void went(Target target, Operation done) {
    if (done.isOk() && !done.reply().next().isEmpty()) {
      places.put(target, done.reply().next());
    }
  }
}
