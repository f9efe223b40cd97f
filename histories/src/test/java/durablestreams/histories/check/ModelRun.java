package durablestreams.histories.check;

import durablestreams.histories.history.Call;
import durablestreams.histories.history.Kind;
import durablestreams.histories.history.Message;
import durablestreams.histories.history.MessageText;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Producer;
import durablestreams.histories.history.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * History of concurrent clients of a {@link ModelServer} in simulated time, with crashes: all
 * requests in flight have an unknown outcome, and took effect only if their instant was before.
 */
final class ModelRun {
  private static final long MILLISECOND = 1_000_000;
  private static final int SHARED = 6;

  private final Random random;
  private final ModelServer server;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparing(Event::number));
  private final List<Operation> history = new ArrayList<>();
  private final Map<String, InFlight> inFlight = new HashMap<>();
  private final List<String> forks = new ArrayList<>();
  private final Map<String, String> offsets = new HashMap<>();
  private final Map<String, Call> repeated = new HashMap<>();
  private final Map<String, Long> sequences = new HashMap<>();
  private final Map<String, Integer> epochs = new HashMap<>();
  private final Map<String, Boolean> alive = new HashMap<>();
  private int numbers;
  private int ids;
  private int lives;

  private record Event(long time, int number, Runnable action) {}

  private static final class InFlight {
    final Call call;
    Reply reply;
    boolean crashed;

    InFlight(Call call) {
      this.call = call;
    }
  }

  private ModelRun(long seed, Bug bug) {
    this.random = new Random(seed);
    this.server = new ModelServer(random, bug);
  }

  static List<Operation> of(long seed, Bug bug, int operations) {
    return new ModelRun(seed, bug).run(operations);
  }

  private List<Operation> run(int operations) {
    for (int i = 0; i < 10; i++) {
      String process = "p" + i;
      at(random.nextLong(MILLISECOND), () -> next(process));
    }
    long crash = 40 * MILLISECOND;
    for (int i = 1; i < 1 + operations / 100; i++) {
      at(i * crash, this::crash);
      at(i * crash + crash / 3, server::flush);
    }
    while (history.size() < operations) {
      Event event = events.remove();
      now = event.time();
      event.action().run();
    }
    crash();
    for (int i = 0; i < SHARED; i++) {
      readAll("s" + i);
    }
    forks.forEach(this::readAll);
    now += 3_000 * MILLISECOND;
    for (int i = 0; i < 3; i++) {
      Call call = Call.of("reader", Kind.HEAD, "t" + i, ++now);
      history.add(new Operation(call, ended(server.answer(call, ++now), ++now)));
    }
    return history;
  }

  private long now;

  private void at(long time, Runnable action) {
    events.add(new Event(time, numbers++, action));
  }

  private void crash() {
    server.crash();
    for (InFlight request : List.copyOf(inFlight.values())) {
      request.crashed = true;
      history.add(new Operation(request.call, Reply.unknown()));
      settle(request.call);
    }
    inFlight.clear();
  }

  /** What a client repeats until it knows: creations, deletions and what producers send. */
  private void settle(Call call) {
    if (call.kind().isLifecycle() || call.producer().isPresent()) {
      repeated.put(call.process(), call);
    }
    String process = call.process();
    at(now + MILLISECOND, () -> next(process));
  }

  private void next(String process) {
    Call before = repeated.remove(process);
    if (before != null) {
      send(restarted(before));
      return;
    }
    int number = Integer.parseInt(process.substring(1));
    switch (number) {
      case 0 -> send(lifecycle(process));
      case 1 -> send(fork(process));
      case 2 -> ttl(process);
      default -> send(work(process));
    }
  }

  private Call restarted(Call call) {
    return new Call(
        call.process(),
        call.kind(),
        call.stream(),
        now,
        call.messages(),
        call.producer(),
        call.closing(),
        call.offset(),
        call.source(),
        call.json(),
        call.ttl());
  }

  private void send(Call call) {
    var request = new InFlight(call);
    inFlight.put(call.process(), request);
    long instant = now + 1 + random.nextLong(MILLISECOND);
    long end = instant + 1 + random.nextLong(MILLISECOND);
    at(
        instant,
        () -> {
          if (!request.crashed) {
            request.reply = server.answer(call, instant);
          }
        });
    at(
        end,
        () -> {
          if (!request.crashed) {
            inFlight.remove(call.process());
            finish(new Operation(call, ended(request.reply, end)));
            at(end + 1 + random.nextLong(MILLISECOND), () -> next(call.process()));
          }
        });
  }

  private static Reply ended(Reply reply, long end) {
    return new Reply(
        end,
        reply.outcome(),
        reply.status(),
        reply.next(),
        reply.upToDate(),
        reply.closed(),
        reply.content());
  }

  private void finish(Operation operation) {
    history.add(operation);
    String stream = operation.call().stream();
    if (operation.isOk() && !operation.reply().next().isEmpty()) {
      boolean ackOrRead = operation.call().kind() != Kind.HEAD;
      if (ackOrRead) {
        offsets.put(stream, operation.reply().next());
      }
    }
    if (operation.call().kind() == Kind.DELETE) {
      offsets.remove(stream);
    }
    if (operation.call().producer().isPresent() && operation.reply().status() == 409) {
      String key = operation.call().process() + " " + stream;
      sequences.remove(key);
      epochs.merge(key, 1, Integer::sum);
    }
    if (operation.call().producer().isPresent() && operation.reply().status() == 429) {
      repeated.put(operation.call().process(), operation.call());
    }
  }

  private Call lifecycle(String process) {
    String stream = "s" + lives % SHARED;
    boolean there = alive.getOrDefault(stream, false);
    lives += there || lives < SHARED || random.nextInt(3) > 0 ? 1 : 0;
    if (there && random.nextInt(5) > 0) {
      return Call.of(process, Kind.HEAD, stream, now);
    }
    alive.put(stream, !there);
    return there
        ? Call.of(process, Kind.DELETE, stream, now)
        : Call.of(process, Kind.CREATE, stream, now).ofJson(isJson(stream));
  }

  private static boolean isJson(String stream) {
    return (stream.charAt(1) - '0') % 2 == 1;
  }

  private Call fork(String process) {
    String source = "s" + random.nextInt(SHARED);
    if (random.nextInt(4) > 0 && !forks.isEmpty()) {
      return append(process, forks.get(random.nextInt(forks.size())));
    }
    String fork = "f" + source.charAt(1) + "-" + forks.size();
    forks.add(fork);
    Call call = Call.of(process, Kind.CREATE, fork, now).forkOf(source);
    String offset = offsets.getOrDefault(source, "");
    return random.nextBoolean() ? call : call.at(offset);
  }

  private void ttl(String process) {
    String stream = "t" + history.size() / 300 % 3;
    switch (random.nextInt(4)) {
      case 0 -> send(Call.of(process, Kind.CREATE, stream, now).endingAfter(200));
      case 1 -> send(append(process, stream));
      case 2 -> send(Call.of(process, Kind.HEAD, stream, now));
      default -> {
        at(now + random.nextLong(120 * MILLISECOND), () -> next(process));
      }
    }
  }

  private Call work(String process) {
    String stream = "s" + random.nextInt(SHARED);
    int draw = random.nextInt(100);
    if (draw < 35) {
      return append(process, stream);
    }
    if (draw < 50) {
      String key = process + " " + stream;
      String id = process + "-" + epochs.getOrDefault(key, 0);
      long seq = sequences.merge(key, 0L, (old, zero) -> old + 1);
      if (random.nextInt(10) == 0) {
        seq += 2;
        sequences.put(key, seq);
      }
      return append(process, stream).by(new Producer(id, 0, seq));
    }
    if (draw < 52) {
      return Call.of(process, Kind.CLOSE, stream, now);
    }
    if (draw < 54) {
      return append(process, stream).thatCloses();
    }
    if (draw < 60) {
      return Call.of(process, Kind.HEAD, stream, now);
    }
    boolean ofFork = !forks.isEmpty() && random.nextInt(3) == 0;
    String read = ofFork ? forks.get(random.nextInt(forks.size())) : stream;
    String from =
        switch (random.nextInt(4)) {
          case 0 -> "now";
          case 1 -> "-1";
          default -> offsets.getOrDefault(read, "-1");
        };
    return Call.of(process, Kind.READ, read, now).at(from);
  }

  private Call append(String process, String stream) {
    boolean json = !stream.startsWith("t") && isJson(stream);
    List<Message> messages = new ArrayList<>();
    int count = json ? 1 + random.nextInt(3) : 1;
    for (int i = 0; i < count; i++) {
      String id = "m" + ids++;
      messages.add(new Message(id, json ? 1 : MessageText.least(id) + random.nextInt(100)));
    }
    return Call.of(process, Kind.APPEND, stream, now).with(messages);
  }

  /** Reads all of a stream, page by page. */
  private void readAll(String stream) {
    String from = "-1";
    boolean upToDate = false;
    while (!upToDate) {
      Call call = Call.of("reader", Kind.READ, stream, ++now).at(from);
      Reply reply = ended(server.answer(call, ++now), ++now);
      history.add(new Operation(call, reply));
      upToDate = reply.upToDate() || reply.status() != 200;
      from = reply.next();
    }
  }
}
