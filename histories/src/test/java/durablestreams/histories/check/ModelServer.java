package durablestreams.histories.check;

import durablestreams.histories.history.Call;
import durablestreams.histories.history.Content;
import durablestreams.histories.history.Kind;
import durablestreams.histories.history.Message;
import durablestreams.histories.history.MessageText;
import durablestreams.histories.history.Outcome;
import durablestreams.histories.history.Producer;
import durablestreams.histories.history.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Server in a few lines that does everything at one instant, right but for one kind of bug. */
final class ModelServer {
  private static final int PAGE = 400;
  private static final long MILLISECOND = 1_000_000;

  private final Random random;
  private final Bug bug;
  private Map<String, ModelStream> streams = new HashMap<>();
  private final Map<String, ModelStream> deleted = new HashMap<>();
  private Map<String, ModelStream> durable = new HashMap<>();

  ModelServer(Random random, Bug bug) {
    this.random = random;
    this.bug = bug;
  }

  /** Whether the bug shows now. */
  private boolean buggy(Bug wanted, int oneIn) {
    return bug == wanted && random.nextInt(oneIn) == 0;
  }

  /** A crash: where the disk lies, everything since the last one is lost. */
  void crash() {
    if (bug == Bug.DISK_LIES) {
      streams = copy(durable);
    }
  }

  /** Makes a disk that lies write what it has. */
  void flush() {
    durable = copy(streams);
  }

  private static Map<String, ModelStream> copy(Map<String, ModelStream> all) {
    Map<String, ModelStream> copies = new HashMap<>();
    all.forEach((name, stream) -> copies.put(name, stream.copy()));
    return copies;
  }

  /** The answer, with the time of the instant as its end. */
  Reply answer(Call call, long now) {
    ModelStream stream = find(call.stream(), now);
    if (call.kind() == Kind.CREATE) {
      return create(call, stream, now);
    }
    if (stream == null) {
      return call.kind() != Kind.DELETE
              && deleted.containsKey(call.stream())
              && buggy(Bug.ANSWERS_FOR_DELETED, 5)
          ? respond(call, deleted.get(call.stream()), now)
          : Reply.refused(now, 404);
    }
    if (call.kind() != Kind.DELETE && stream.ttl == 0 && buggy(Bug.FORGETS_STREAMS, 50)) {
      return Reply.refused(now, 404);
    }
    return respond(call, stream, now);
  }

  private ModelStream find(String name, long now) {
    ModelStream stream = streams.get(name);
    if (stream != null && stream.ttl > 0) {
      long ttl = stream.ttl * MILLISECOND;
      ttl = bug == Bug.ENDS_EARLY ? ttl / 3 : bug == Bug.ENDS_LATE ? ttl * 100 : ttl;
      if (now - stream.lastUse >= ttl) {
        streams.remove(name);
        return null;
      }
    }
    return stream;
  }

  private Reply create(Call call, ModelStream there, long now) {
    if (there != null) {
      return Reply.done(now, 200, offset(there, there.length()));
    }
    var made = new ModelStream(call.json(), call.ttl(), now);
    if (!call.source().isEmpty()) {
      ModelStream source = find(call.source(), now);
      if (source == null) {
        return Reply.refused(now, 404);
      }
      made = new ModelStream(source.json, 0, now);
      made.source = source;
      long end = call.offset().isEmpty() ? source.length() : position(call.offset());
      if (!isBoundary(source, end)) {
        return Reply.refused(now, 400);
      }
      end += bug == Bug.FORKS_TOO_MUCH ? 60 : bug == Bug.FORKS_TOO_LITTLE ? -60 : 0;
      for (Message message : source.messages) {
        if (made.length() + message.size() <= end) {
          made.messages.add(message);
        }
      }
    } else if (bug == Bug.KEEPS_CONTENT_OF_DELETED && deleted.containsKey(call.stream())) {
      made.messages.addAll(deleted.get(call.stream()).messages);
    }
    made.messages.addAll(call.messages());
    streams.put(call.stream(), made);
    return Reply.done(now, 201, offset(made, made.length()));
  }

  private static boolean isBoundary(ModelStream stream, long position) {
    long at = 0;
    for (Message message : stream.messages) {
      if (at >= position) {
        break;
      }
      at += message.size();
    }
    return at == position;
  }

  private Reply respond(Call call, ModelStream stream, long now) {
    if (call.kind() != Kind.HEAD) {
      stream.lastUse = now;
    }
    return switch (call.kind()) {
      case DELETE -> {
        deleted.put(call.stream(), streams.remove(call.stream()));
        yield Reply.done(now, 204, "");
      }
      case CLOSE -> {
        stream.closed = true;
        yield Reply.done(now, 204, offset(stream, stream.length()));
      }
      case HEAD ->
          new Reply(
              now,
              Outcome.OK,
              200,
              offset(stream, stream.length()),
              false,
              stream.closed && !buggy(Bug.FORGETS_THE_CLOSE, 3),
              Content.NONE);
      case APPEND -> append(call, stream, now);
      default -> read(call, stream, now);
    };
  }

  private Reply append(Call call, ModelStream stream, long now) {
    if (call.producer().isPresent()) {
      Producer identity = call.producer().get();
      Producer known = stream.producers.get(identity.id());
      long expected = known == null ? 0 : known.seq() + 1;
      if (identity.seq() < expected && !buggy(Bug.FORGETS_PRODUCERS, 1)) {
        return Reply.done(now, 204, offset(stream, stream.length()));
      }
      if (identity.seq() > expected && bug != Bug.ACCEPTS_GAPS) {
        return Reply.refused(now, 409);
      }
    }
    if (stream.closed && !buggy(Bug.APPENDS_TO_CLOSED, 3)) {
      return Reply.refused(now, 409);
    }
    if (random.nextInt(30) == 0) {
      if (bug == Bug.STORES_REFUSED) {
        stream.messages.addAll(call.messages());
      }
      return Reply.refused(now, 429);
    }
    call.producer().ifPresent(identity -> stream.producers.put(identity.id(), identity));
    if (!buggy(Bug.LOSES_ACKNOWLEDGED, 20)) {
      store(stream, call.messages());
    }
    stream.closed |= call.closing();
    return Reply.done(now, 204, offset(stream, stream.length()));
  }

  private void store(ModelStream stream, List<Message> messages) {
    List<Message> stored = new ArrayList<>(messages);
    if (buggy(Bug.STORES_OTHER_BYTES, 20)) {
      stored.set(0, new Message("x", stored.getFirst().size()));
    }
    if (buggy(Bug.DIVIDES_APPENDS, 2)) {
      stored = stored.reversed();
    }
    boolean inserts = buggy(Bug.INSERTS_BEFORE_THE_END, 10) && !stream.messages.isEmpty();
    stream.messages.addAll(inserts ? stream.messages.size() - 1 : stream.messages.size(), stored);
    if (buggy(Bug.STORES_TWICE, 20)) {
      stream.messages.addAll(stored);
    }
    if (bug == Bug.FORKS_FOLLOW_THEIR_SOURCE) {
      for (ModelStream fork : streams.values()) {
        if (fork.source == stream) {
          fork.messages.addAll(stored);
        }
      }
    }
  }

  private Reply read(Call call, ModelStream stream, long now) {
    List<Message> all = stream.messages;
    if (buggy(Bug.SKIPS_IN_READS, 10) && all.size() > 2) {
      all = new ArrayList<>(all);
      all.remove(random.nextInt(all.size() - 1));
    } else if (buggy(Bug.REPEATS_IN_READS, 10) && all.size() > 2) {
      all = new ArrayList<>(all);
      int repeated = random.nextInt(all.size() - 1);
      all.add(repeated, all.get(repeated));
    } else if (buggy(Bug.READS_OLD_STATE, 10) && all.size() > 2) {
      all = all.subList(0, all.size() - 1);
    }
    long length = all.stream().mapToLong(Message::size).sum();
    long from = call.offset().equals("now") ? length : position(call.offset());
    if (from > length) {
      return Reply.refused(now, 400);
    }
    long to = Math.min(length, from + PAGE);
    return new Reply(
        now,
        Outcome.OK,
        200,
        offset(stream, to),
        to == length,
        to == length && stream.closed,
        content(stream.json, all, from, to));
  }

  private Content content(boolean json, List<Message> all, long from, long to) {
    if (json) {
      return Content.of(all.subList((int) from, (int) to));
    }
    String text = all.stream().map(MessageText::bytes).collect(Collectors.joining());
    String page = text.substring((int) from, (int) to);
    if (buggy(Bug.CHANGES_PARTS_OF_MESSAGES, 3) && page.endsWith("a")) {
      page = page.substring(0, page.length() - 1) + "b";
    }
    return MessageText.parseBytes(page);
  }

  private String offset(ModelStream stream, long position) {
    boolean odd = bug == Bug.OFFSETS_DO_NOT_SORT && position > 100;
    return odd ? Long.toString(position) : "%012d".formatted(position);
  }

  private static long position(String offset) {
    return offset.isEmpty() || offset.equals("-1") ? 0 : Long.parseLong(offset);
  }
}
