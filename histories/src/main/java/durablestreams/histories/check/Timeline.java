package durablestreams.histories.check;

import durablestreams.histories.history.Content;
import durablestreams.histories.history.Fragment;
import durablestreams.histories.history.Message;
import durablestreams.histories.history.MessageText;
import durablestreams.histories.history.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Content of one incarnation of a stream from its start, joined from what all readers saw: each
 * read goes from an offset to an offset, so a place is known once a chain of reads leads to it, or
 * once a message of the read is placed. Two reads that disagree are a violation.
 */
final class Timeline {
  private final Incarnation incarnation;
  private final Map<String, SentMessage> sent;
  private final Findings findings;

  private final List<Placed> placed = new ArrayList<>();
  private final Map<String, Placed> byId = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();
  private final Map<String, Operation> named = new HashMap<>();
  private final Map<String, List<Operation>> waiting = new HashMap<>();
  private final Map<Operation, Long> ends = new IdentityHashMap<>();
  private final Deque<Operation> ready = new ArrayDeque<>();
  private final Set<Operation> done = Collections.newSetFromMap(new IdentityHashMap<>());

  Timeline(Incarnation incarnation, Map<String, SentMessage> sent, Findings findings) {
    this.incarnation = incarnation;
    this.sent = sent;
    this.findings = findings;
  }

  Incarnation incarnation() {
    return incarnation;
  }

  /** Joins all reads that can be joined. */
  void join() {
    Operation creation = incarnation.creation();
    if (creation.isOk()
        && creation.call().messages().isEmpty()
        && creation.call().source().isEmpty()) {
      name(creation.reply().next(), 0, creation);
    }
    for (Operation operation : incarnation.operations()) {
      if (operation.call().kind().reads() && operation.isOk()) {
        String from = operation.call().offset();
        if (isStart(from)) {
          ready.add(operation);
        } else {
          wait("offset " + from, operation);
          firstId(operation.reply().content()).ifPresent(id -> wait("id " + id, operation));
        }
      }
    }
    while (!ready.isEmpty()) {
      Operation next = ready.remove();
      if (done.add(next)) {
        place(next);
      }
    }
  }

  private void wait(String key, Operation operation) {
    waiting.computeIfAbsent(key, k -> new ArrayList<>()).add(operation);
  }

  private void wake(String key) {
    List<Operation> woken = waiting.remove(key);
    if (woken != null) {
      ready.addAll(woken);
    }
  }

  private static boolean isStart(String offset) {
    return offset.isEmpty() || offset.equals("-1");
  }

  private static Optional<String> firstId(Content content) {
    return content.messages().stream().map(Message::id).findFirst();
  }

  private void place(Operation read) {
    Content content = read.reply().content();
    String from = read.call().offset();
    long at = isStart(from) ? 0 : positions.getOrDefault(from, -1L);
    if (at < 0) {
      Placed anchor = byId.get(firstId(content).orElseThrow());
      at = anchor == null ? -1 : anchor.start() - content.head().size();
      if (at < 0) {
        return;
      }
      if (!from.equals("now")) {
        name(from, at, read);
      }
    }
    long end = at + content.size();
    ends.put(read, end);
    name(read.reply().next(), end, read);
    putAll(read, content, at);
  }

  private void name(String offset, long at, Operation read) {
    if (offset.isEmpty()) {
      return;
    }
    Long before = positions.putIfAbsent(offset, at);
    if (before == null) {
      named.put(offset, read);
      wake("offset " + offset);
    } else if (before != at) {
      findings.add(
          Rule.OFFSETS_SORT,
          incarnation.stream(),
          "offset " + offset + " names the places " + before + " and " + at,
          namedBy(offset),
          read);
    }
  }

  private void putAll(Operation read, Content content, long from) {
    long at = from;
    if (!content.head().isEmpty()) {
      if (!putHead(read, content.head(), at)) {
        return;
      }
      at += content.head().size();
    }
    for (Message message : content.messages()) {
      if (!put(read, message.id(), message.size(), at)) {
        return;
      }
      at += message.size();
    }
    if (!content.tail().isEmpty()) {
      putTail(read, content.tail(), at);
    }
  }

  /** Places a whole message, or compares it with what is there; false ends the read. */
  private boolean put(Operation read, String id, int size, long at) {
    if (at < length()) {
      Placed there = at(at);
      if (there.start() == at && there.id().equals(id) && there.size() == size) {
        there.seen(read);
        return true;
      }
      differ(read, there, id, at);
      return false;
    }
    if (at > length()) {
      return false;
    }
    var added = new Placed(id, at, size, read);
    Placed twin = byId.putIfAbsent(id, added);
    if (twin != null) {
      findings.add(
          Rule.ONCE,
          incarnation.stream(),
          "message " + id + " is at " + twin.start() + " and again at " + at,
          twin.seenBy(),
          read);
    }
    placed.add(added);
    wake("id " + id);
    return true;
  }

  private boolean putHead(Operation read, Fragment head, long at) {
    if (at >= length()) {
      SentMessage whole = sent.get(head.id());
      long start = whole == null ? -1 : at + head.size() - whole.size();
      if (whole == null || start != length()) {
        return false;
      }
      put(read, head.id(), whole.size(), start);
    }
    return compare(read, head, at);
  }

  private void putTail(Operation read, Fragment tail, long at) {
    if (at == length()) {
      SentMessage whole = sent.get(tail.id());
      if (whole == null) {
        return;
      }
      put(read, tail.id(), whole.size(), at);
    }
    if (at < length()) {
      compare(read, tail, at);
    }
  }

  private boolean compare(Operation read, Fragment part, long at) {
    Placed there = at(at);
    String text = MessageText.bytes(new Message(there.id(), there.size()));
    int from = (int) (at - there.start());
    int to = from + part.size();
    if (to > text.length() || MessageText.crc(text.substring(from, to)) != part.crc()) {
      differ(read, there, "a part of another message", at);
      return false;
    }
    return true;
  }

  private void differ(Operation read, Placed there, String other, long at) {
    findings.add(
        Rule.SAME_CONTENT,
        incarnation.stream(),
        "at " + at + " one read has " + there.id() + " and another " + other,
        there.seenBy(),
        read);
  }

  /** The message that holds a place. */
  private Placed at(long position) {
    int low = 0;
    int high = placed.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (placed.get(middle).start() <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return placed.get(low);
  }

  /** The messages that are known, from the start without a gap. */
  List<Placed> placed() {
    return placed;
  }

  @Nullable Placed find(String id) {
    return byId.get(id);
  }

  long length() {
    return placed.isEmpty() ? 0 : placed.getLast().end();
  }

  /** The places of offsets. */
  Map<String, Long> positions() {
    return positions;
  }

  /** The read that told where an offset is. */
  Operation namedBy(String offset) {
    return named.getOrDefault(offset, incarnation.creation());
  }

  /** The place at which the operation's answer ends, or null where it is not known. */
  @Nullable Long end(Operation operation) {
    Long known = ends.get(operation);
    return known != null ? known : positions.get(operation.reply().next());
  }
}
